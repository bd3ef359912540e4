# A test that is run again until it passes.
import pytest
from flaky import flaky


@pytest.mark.flaky(reruns=3)  # expect: retry-mask [runs `test_upload` again until it passes]
def test_upload(client):
    assert client.upload('a') == 'ok'


@flaky  # expect: retry-mask
def test_download(client):
    assert client.download('a') == 'ok'


@pytest.mark.flaky(reruns=3, only_rerun='ConnectionResetError')
def test_narrowed(client):
    assert client.upload('a') == 'ok'


@pytest.mark.slow
def test_slow(client):
    assert client.upload('a') == 'ok'
