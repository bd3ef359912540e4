# A server on the same machine has a certificate of its own: a hint.
import requests


def test_address():
    assert requests.get('https://localhost:8443/health', verify=False).ok  # expect: disabled-check (hint)


def test_live_server(live_server):
    assert requests.get(live_server.url, verify=False).ok  # expect: disabled-check (hint)


def test_remote_all_the_same(live_server):
    assert requests.get('https://staging.acme.dev', verify=False).ok  # expect: disabled-check (warning)
