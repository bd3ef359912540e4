# What came first is asserted where nothing says what comes first.
import threading


def run(*workers):
    threads = [threading.Thread(target=worker) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_ordered_literal():
    names = []

    def first():
        names.append('first')

    def second():
        names.append('second')

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    one.join()
    two.join()
    assert names == ['first', 'second']  # expect: completion-order [nothing orders `first` and `second`]


def test_sorted():
    names = []

    def first():
        names.append('first')

    def second():
        names.append('second')

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    one.join()
    two.join()
    assert sorted(names) == ['first', 'second']


def test_handed_over():
    names = []
    turn = threading.Event()

    def first():
        names.append('first')
        turn.set()

    def second():
        turn.wait()
        names.append('second')

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    one.join()
    two.join()
    assert names == ['first', 'second']
