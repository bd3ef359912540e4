# A loop that does the work anew until an assertion holds hides a failure; a loop that only asks is a poll.
import time
import unittest


def test_upload(client):
    for _ in range(3):  # expect: retry-mask [This loop runs `client.upload('a')` again until the assertion holds]
        try:
            client.upload('a')
            assert client.status('a') == 'ok'
            break
        except AssertionError:
            time.sleep(1)


class TestUpload(unittest.TestCase):
    def test_upload(self):
        for attempt in range(3):  # expect: retry-mask
            try:
                self.client.upload('a')
                self.assertEqual('ok', self.client.status('a'))
                return
            except self.failureException:
                if attempt == 2:
                    raise


def test_poll(client):
    client.upload('a')
    for _ in range(50):
        try:
            assert client.status('a') == 'ok'
            break
        except AssertionError:
            time.sleep(0.1)
    else:
        raise AssertionError(client.status('a'))


def test_retry_of_an_error_that_is_understood(client):
    for _ in range(3):
        try:
            client.upload('a')
            break
        except ConnectionResetError:
            continue
    assert client.status('a') == 'ok'
