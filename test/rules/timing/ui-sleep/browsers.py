# A fixed time stands for what an interface shows.
from playwright.sync_api import expect


def test_login(page):
    page.goto('http://localhost:8000/login')
    page.click('#submit')
    page.wait_for_timeout(2000)  # expect: ui-sleep [waits for 2 s]
    assert page.inner_text('#name') == 'Ada'


def test_window(qtbot, window):
    qtbot.mouseClick(window.button)
    qtbot.wait(500)  # expect: ui-sleep [`qtbot.wait` waits for 0.5 s]
    assert window.label.text() == 'done'


def test_expect(page):
    page.goto('http://localhost:8000/login')
    page.click('#submit')
    expect(page.locator('#name')).to_have_text('Ada')
