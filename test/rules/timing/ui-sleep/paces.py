# Pauses on which nothing depends: between keys, before a picture, for one turn of the loop, at the end.
import time


def test_typing(driver):
    driver.send_keys('a')
    time.sleep(0.1)
    driver.send_keys('b')
    assert driver.find_element('id', 'q').text == 'ab'


def test_picture(qtbot, viewer):
    viewer.turn()
    qtbot.wait(50)
    picture = viewer.screenshot()
    assert picture.mean() > 0


def test_turn(qtbot, canvas):
    canvas.press()
    qtbot.wait(10)
    canvas.release()
    assert canvas.clicks == 1


def test_end(qtbot, view):
    view.update()
    qtbot.wait(100)


def test_stays(qtbot, dialog):
    dialog.press('enter')
    qtbot.wait(100)  # expect: ui-sleep (information)
    # The dialog is still open.
    assert dialog.isVisible()


def test_waits_anyway(qtbot, window):
    window.press('enter')
    qtbot.wait(500)  # expect: sleep-before-poller
    qtbot.waitUntil(lambda: window.isVisible())
