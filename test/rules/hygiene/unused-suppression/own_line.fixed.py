# A comment on a line of its own goes with its line.


def test_sum():
    assert 1 + 1 == 2
