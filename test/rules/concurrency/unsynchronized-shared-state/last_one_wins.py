# Two workers assign one variable; and workers that cannot do so at the same time.
import threading


def test_winner():
    winner = None

    def first():
        nonlocal winner
        winner = 'first'  # expect: unsynchronized-shared-state [`winner` is also written by `second`]

    def second():
        nonlocal winner
        winner = 'second'

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    one.join()
    two.join()
    assert winner == 'second'


def test_in_order():
    winner = None

    def first():
        nonlocal winner
        winner = 'first'

    def second():
        nonlocal winner
        winner = 'second'

    one = threading.Thread(target=first)
    one.start()
    one.join()
    two = threading.Thread(target=second)
    two.start()
    two.join()
    assert winner == 'second'


def test_both_say_the_same():
    failed = False

    def first():
        nonlocal failed
        failed = True

    def second():
        nonlocal failed
        failed = True

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    one.join()
    two.join()
    assert failed
