"""A web driver whose page shows a name a moment after its button was clicked."""
import threading

from selenium.webdriver.support.expected_conditions import NoSuchElementException


class Element:
    def __init__(self, driver, text=""):
        self.driver, self.text = driver, text

    def click(self):
        show = {("id", "name"): Element(self.driver, "Ada")}
        threading.Timer(0.02, lambda: self.driver.elements.update(show)).start()


class Driver:
    def __init__(self):
        self.elements = {("id", "submit"): Element(self)}

    def find_element(self, by, value):
        if (by, value) not in self.elements:
            raise NoSuchElementException(value)
        return self.elements[by, value]
