# qtbot waits until the next assertion holds; its callback returns a bool.
from PyQt5.QtTest import QTest


def test_compared(qtbot, window):
    window.button.click()
    qtbot.waitUntil(lambda: window.label.text() == 'done', timeout=10000)
    assert window.label.text() == 'done'


def test_truth(qtbot, window):
    window.button.click()
    qtbot.waitUntil(lambda: bool(window.selectedItems()), timeout=10000)
    assert window.selectedItems()


def test_question(qtbot, window):
    window.button.click()
    qtbot.waitUntil(lambda: window.isVisible(), timeout=10000)
    assert window.isVisible()


def test_absence(qtbot, window):
    window.button.click()
    qtbot.wait(500)
    assert not window.errors


def test_without_the_fixture(window):
    window.button.click()
    QTest.qWait(500)
    assert window.isVisible()


def test_upper_bound(qtbot, worker):
    worker.quit()
    qtbot.wait(500)
    assert worker.count < 4


def test_kept(qtbot, view):
    view.stop()
    frame = view.frame
    qtbot.wait(500)
    assert frame == view.frame


def test_typed(qtbot, editor):
    qtbot.keyClicks(editor, 'foo.s')
    qtbot.wait(500)
    assert editor.toPlainText() == 'import foo; foo.s'


def test_only_once(qtbot, editor):
    editor.update()
    qtbot.wait(500)
    # Only one call is made.
    assert editor.update.call_count == 1
