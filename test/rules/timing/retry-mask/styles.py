# Decorators and marks of other libraries, on functions and methods; narrowed ones are left alone.
import unittest

import pytest
from flaky import flaky as retried
from retry import retry


@retry(tries=3)  # expect: retry-mask
def test_retry(client):
    assert client.upload('a')


@pytest.mark.flaky(max_runs=5, min_passes=1)  # expect: retry-mask
async def test_coroutine(client):
    assert await client.upload('a')


class TestUpload(unittest.TestCase):
    @pytest.mark.flaky(reruns=2)  # expect: retry-mask [`test_upload`]
    def test_upload(self):
        self.assertTrue(self.client.upload('a'))

    @pytest.mark.flaky(reruns=2, condition=True)
    def test_narrowed(self):
        self.assertTrue(self.client.upload('a'))

    @pytest.mark.skip
    def test_skipped(self):
        self.assertTrue(self.client.upload('a'))


@retry(tries=3)
def helper(client):
    return client.upload('a')
