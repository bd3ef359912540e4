# The check is the subject, the network is mocked, the other side is a server, or it is somebody else's word.
import ssl
from unittest import mock

import requests

from shop import robots


def test_verify_can_be_switched_off():
    assert requests.get('https://self-signed.acme.dev', verify=False).ok


def test_expected_arguments(session):
    robots.fetch(session)
    session.get.assert_called_once_with('https://acme.dev', verify=False)
    assert session.mock_calls == [mock.call('https://acme.dev', verify=False)]


@mock.patch('requests.get')
def test_patched(get):
    robots.fetch(requests.get('https://acme.dev', verify=False))


def test_requests_are_mocked(requests_mock):
    assert requests.get('https://acme.dev', verify=False).ok


def test_server_side():
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.verify_mode = ssl.CERT_NONE
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.check_hostname = False
    assert robots.serve(server_context, context)


def test_another_verify(robot):
    assert robot.run(verify=False)
    robot.verify = False


def test_a_check_that_stays_on():
    assert requests.get('https://acme.dev', verify=True).ok
    assert requests.get('https://acme.dev', verify='ca.pem').ok


class TestCertificates:
    def test_hostname(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        assert context
