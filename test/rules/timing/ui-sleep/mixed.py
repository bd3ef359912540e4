# Selenium, Qt and Playwright in other spellings; an implicit wait beside explicit ones.
import time
import unittest

from PyQt5.QtTest import QTest
from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait


class TestLogin(unittest.TestCase):
    def setUp(self):
        self.driver = webdriver.Firefox()
        self.driver.implicitly_wait(10)  # expect: ui-sleep [is mixed with `WebDriverWait`]

    def test_login(self):
        self.driver.get('http://localhost/')
        WebDriverWait(self.driver, 10).until(lambda driver: driver.find_element('id', 'name'))
        self.assertEqual('Login', self.driver.title)

    def test_sleeps(self):
        self.driver.find_element('id', 'submit').click()
        time.sleep(2)  # expect: ui-sleep [`time.sleep` waits for 2 s whatever the interface shows]
        self.assertEqual('Ada', self.driver.find_element('id', 'name').text)


class TestImplicitOnly(unittest.TestCase):
    def setUp(self):
        self.driver = webdriver.Firefox()
        self.driver.implicitly_wait(10)

    def test_title(self):
        self.assertEqual('Login', self.driver.title)


def test_qt(window):
    window.show()
    QTest.qWait(500)  # expect: ui-sleep [for 0.5 s]
    assert window.ready


def test_qtbot(qtbot, window):
    window.show()
    qtbot.wait(500)  # expect: ui-sleep
    assert window.ready


async def test_playwright(page):
    await page.click('#submit')
    await page.wait_for_timeout(1500)  # expect: ui-sleep [for 1.5 s]
    assert await page.inner_text('#name') == 'Ada'


def test_screenshot_of_the_page(page):
    page.wait_for_timeout(500)
    assert page.screenshot()


def test_waits_for_what_is_shown(page, expect):
    page.click('#submit')
    expect(page.locator('#name')).to_have_text('Ada')
