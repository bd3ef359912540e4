# A function that does not parse is left alone; its neighbours are not.
import requests


def test_before():
    assert requests.get('https://acme.dev', verify=False).ok  # expect: disabled-check


def test_half_typed():
    requests.get('https://acme.dev', verify=False


def test_between():
    assert True


def test_after():
    assert requests.get('https://acme.dev', verify=False).ok  # expect: disabled-check
