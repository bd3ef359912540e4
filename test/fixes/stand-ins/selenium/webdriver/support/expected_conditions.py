"""Stands in for Selenium's expected conditions: callables that take the driver, with a locator like `(By.ID, 'x')`."""


class NoSuchElementException(Exception):
    pass


def text_to_be_present_in_element(locator, text_):
    return lambda driver: text_ in driver.find_element(*locator).text


def element_to_be_clickable(locator):
    return lambda driver: driver.find_element(*locator)
