# Selenium waits for what the test does or asserts next.
import time

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as EC
from selenium.webdriver.support.wait import WebDriverWait


def test_text(driver):
    driver.find_element(By.ID, 'submit').click()
    WebDriverWait(driver, 10).until(
        EC.text_to_be_present_in_element((By.ID, 'name'), 'Ada'),
    )
    assert driver.find_element(By.ID, 'name').text == 'Ada'


def test_action(driver):
    driver.find_element(By.ID, 'more').click()
    WebDriverWait(driver, 10).until(
        EC.element_to_be_clickable((By.CSS_SELECTOR, '.dialog button')),
    )
    driver.find_element(By.CSS_SELECTOR, '.dialog button').click()


def test_selenium_3():
    driver = webdriver.Firefox()
    driver.find_element_by_id('more').click()
    WebDriverWait(driver, 10).until(
        EC.visibility_of_element_located((By.NAME, 'q')),
    )
    driver.find_element_by_name('q').send_keys('Ada')


def test_title(driver):
    driver.find_element(By.ID, 'more').click()
    WebDriverWait(driver, 10).until(EC.title_contains('More'))
    assert 'More' in driver.title


def test_absence(driver):
    driver.find_element(By.ID, 'close').click()
    time.sleep(2)
    assert not driver.find_element(By.ID, 'dialog').is_displayed()
