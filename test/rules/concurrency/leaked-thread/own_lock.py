# An object whose method runs in a thread, and which is asked afterwards, may keep its callers apart itself.
import subprocess
import threading
import time
import unittest

START = ['docker', 'run', '--rm', '-d', 'shop']
SERVE = ['shop', 'serve', '-d']


class TestMachine(unittest.TestCase):
    def setUp(self):
        self.shop = make_shop()

    def test_asked_behind(self):
        thread = threading.Thread(target=self.shop.open)  # expect: leaked-thread [nothing sees whether it has failed] (information)
        thread.start()
        time.sleep(0.01)
        self.assertTrue(self.shop.is_open())  # the shop's lock is held until `open` is done

    def test_others_are_asked(self):
        thread = threading.Thread(target=self.shop.open)  # expect: leaked-thread [may go on running in the tests that follow] (warning)
        thread.start()
        time.sleep(0.01)
        self.assertTrue(self.till.is_open())

    def test_container(self):
        process = subprocess.Popen(START)
        self.shop.use()
        process.kill()

    def test_server(self):
        process = subprocess.Popen(SERVE)
        self.shop.use()
        process.kill()  # expect: leaked-thread (information)
