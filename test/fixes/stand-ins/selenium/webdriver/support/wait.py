"""Stands in for Selenium's explicit wait, which is not installed where the tests of the fixes run.

As documented: `until` calls the condition with the driver until it returns something true, takes NoSuchElement for
"not yet", and raises TimeoutException when the time is up.
"""
import time

from selenium.webdriver.support.expected_conditions import NoSuchElementException


class TimeoutException(Exception):
    pass


class WebDriverWait:
    def __init__(self, driver, timeout, poll_frequency=0.01):
        self.driver, self.timeout, self.poll_frequency = driver, timeout, poll_frequency

    def until(self, method, message=""):
        deadline = time.monotonic() + self.timeout
        while True:
            try:
                value = method(self.driver)
                if value:
                    return value
            except NoSuchElementException:
                pass
            time.sleep(self.poll_frequency)
            if time.monotonic() > deadline:
                raise TimeoutException(message)
