# Certificate checks switched off, by argument, by attribute, by context, for the whole process.
import ssl

import aiohttp
import httpx
import paramiko
import requests
from elasticsearch import Elasticsearch
from requests import get as fetch
from requests import Session

URL = 'https://staging.acme.dev/health'


def test_argument():
    assert requests.get(URL, verify=False).ok  # expect: disabled-check [Certificate checks are off: `verify=False`] (warning)


def test_alias():
    assert fetch('https://staging.acme.dev', verify=False).ok  # expect: disabled-check (warning)


async def test_async():
    async with httpx.AsyncClient(verify=False) as client:  # expect: disabled-check (warning)
        assert await client.get('https://staging.acme.dev')


def test_session_attribute():
    session = Session()
    session.verify = False  # expect: disabled-check [`verify = False`] (warning)
    assert session.get(URL).ok


def test_context_is_one_finding():
    context = ssl.create_default_context()
    context.check_hostname = False  # expect: disabled-check [`check_hostname = False`] (warning)
    context.verify_mode = ssl.CERT_NONE
    assert context


def test_made_without():
    assert ssl._create_unverified_context()  # expect: disabled-check (warning)


def test_whole_process():
    ssl._create_default_https_context = ssl._create_unverified_context  # expect: disabled-check [replaced for the whole process] (warning)


async def test_connector():
    assert aiohttp.TCPConnector(ssl=False)  # expect: disabled-check (warning)


class TestSearch:
    client = Elasticsearch('https://search.acme.dev', verify_certs=False)  # expect: disabled-check (warning)

    def setup_method(self):
        self.http = requests.Session()
        self.http.verify = False  # expect: disabled-check (warning)

    def test_search(self):
        assert self.client.ping()


def test_deploys():
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # expect: disabled-check [The SSH host key check is off] (warning)
