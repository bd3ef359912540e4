# Playwright expects what the test asserts next, or the element that it uses next.
import unittest

from playwright.sync_api import Page, expect


def test_text(page):
    page.click('#submit')
    expect(page.locator('.greeting').first).to_contain_text('Ada')


def test_locator(page):
    rows = page.get_by_role('row')
    page.click('#submit')
    expect(rows).to_have_count(3)


def test_visible(page: Page):
    page.click('#submit')
    expect(page.locator('#dialog')).to_be_visible()


def test_page(page):
    page.click('#submit')
    expect(page).to_have_url('http://localhost/done')


def test_next_action(page):
    page.goto('http://localhost')
    expect(page.get_by_text('More')).to_be_visible()
    page.get_by_text('More').click()


class TestShop(unittest.TestCase):
    page: Page

    def test_attribute(self):
        page = self.page
        page.click('#submit')
        self.assertEqual('Ada', page.inner_text('#name'))


def test_something_else_is_asserted(page, shop):
    page.click('#submit')
    page.wait_for_timeout(500)
    assert shop.orders == 1


def test_not_there_any_more(page):
    page.click('#close')
    expect(page.locator('#dialog')).to_be_hidden()
