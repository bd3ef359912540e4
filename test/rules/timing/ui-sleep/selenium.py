# Selenium waits for what the test does or asserts next.
import time

from selenium import webdriver
from selenium.webdriver.common.by import By


def test_text(driver):
    driver.find_element(By.ID, 'submit').click()
    time.sleep(2)  # expect: ui-sleep  # expect-fix: web-driver-wait
    assert driver.find_element(By.ID, 'name').text == 'Ada'


def test_action(driver):
    driver.find_element(By.ID, 'more').click()
    time.sleep(2)  # expect: ui-sleep  # expect-fix: web-driver-wait
    driver.find_element(By.CSS_SELECTOR, '.dialog button').click()


def test_selenium_3():
    driver = webdriver.Firefox()
    driver.find_element_by_id('more').click()
    time.sleep(2)  # expect: ui-sleep  # expect-fix: web-driver-wait
    driver.find_element_by_name('q').send_keys('Ada')


def test_title(driver):
    driver.find_element(By.ID, 'more').click()
    time.sleep(2)  # expect: ui-sleep  # expect-fix: web-driver-wait
    assert 'More' in driver.title


def test_absence(driver):
    driver.find_element(By.ID, 'close').click()
    time.sleep(2)  # expect: ui-sleep
    assert not driver.find_element(By.ID, 'dialog').is_displayed()
