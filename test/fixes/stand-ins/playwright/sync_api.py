"""Stands in for Playwright's synchronous API, which is not installed where the tests of the fixes run.

It follows the documentation in what the fixes use: `page.inner_text` answers at once for the first element that
matches, `page.locator` finds its element anew each time it is asked, and `expect(locator).to_have_text(...)` retries
until its own timeout and then raises AssertionError.
"""
import threading
import time


class Page:
    def __init__(self):
        self.elements = {}

    def click(self, selector):
        later = {"#name": "Ada"} if selector == "#submit" else {}
        threading.Timer(0.02, lambda: self.elements.update(later)).start()

    def inner_text(self, selector):
        return self.elements.get(selector, "")

    def wait_for_timeout(self, timeout):
        time.sleep(timeout / 1000)

    def locator(self, selector):
        return Locator(self, selector)


class Locator:
    def __init__(self, page, selector):
        self.page, self.selector = page, selector

    def inner_text(self):
        return self.page.inner_text(self.selector)


class LocatorAssertions:
    def __init__(self, locator, timeout):
        self.locator, self.timeout = locator, timeout

    def to_have_text(self, expected):
        deadline = time.monotonic() + self.timeout / 1000
        while self.locator.inner_text() != expected:
            if time.monotonic() >= deadline:
                raise AssertionError(f"Locator expected to have text {expected!r}")
            time.sleep(0.01)


class Expect:
    """`expect.set_options(timeout=...)` sets the timeout of all assertions, in milliseconds."""

    timeout = 5000

    def set_options(self, timeout):
        self.timeout = timeout

    def __call__(self, actual):
        return LocatorAssertions(actual, self.timeout)


expect = Expect()
