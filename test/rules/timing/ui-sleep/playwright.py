# Playwright expects what the test asserts next, or the element that it uses next.
import unittest

from playwright.sync_api import Page


def test_text(page):
    page.click('#submit')
    page.wait_for_timeout(2000)  # expect: ui-sleep  # expect-fix: expect
    assert 'Ada' in page.text_content('.greeting')


def test_locator(page):
    rows = page.get_by_role('row')
    page.click('#submit')
    page.wait_for_timeout(500)  # expect: ui-sleep  # expect-fix: expect
    assert rows.count() == 3


def test_visible(page: Page):
    page.click('#submit')
    # The dialogue opens slowly: sleep 500 ms
    page.wait_for_timeout(500)  # expect: ui-sleep  # expect-fix: expect
    assert page.locator('#dialog').is_visible()


def test_page(page):
    page.click('#submit')
    page.wait_for_timeout(500)  # expect: ui-sleep  # expect-fix: expect
    assert page.url == 'http://localhost/done'


def test_next_action(page):
    page.goto('http://localhost')
    page.wait_for_timeout(500)  # expect: ui-sleep  # expect-fix: expect
    page.get_by_text('More').click()


class TestShop(unittest.TestCase):
    page: Page

    def test_attribute(self):
        page = self.page
        page.click('#submit')
        self.assertEqual('Ada', page.inner_text('#name'))


def test_something_else_is_asserted(page, shop):
    page.click('#submit')
    page.wait_for_timeout(500)  # expect: ui-sleep
    assert shop.orders == 1


def test_not_there_any_more(page):
    page.click('#close')
    page.wait_for_timeout(500)  # expect: ui-sleep  # expect-fix: expect
    assert not page.is_visible('#dialog')
