# What already holds and should still hold is not waited for: there the sleep is the point.
import time


def test_still_open(page):
    page.send_keys('tab')
    time.sleep(0.1)

    # The list should still be open.
    page.wait_for_element('.list')


def test_same_again(page):
    page.wait_for_text_to_equal('#output', 'Apple')
    page.send_keys('enter')
    time.sleep(0.1)
    page.wait_for_text_to_equal('#output', 'Apple')


def test_something_else(page):
    page.wait_for_text_to_equal('#output', 'Apple')
    page.send_keys('down')
    time.sleep(0.1)  # expect: sleep-before-poller
    page.wait_for_text_to_equal('#output', 'Pear')
