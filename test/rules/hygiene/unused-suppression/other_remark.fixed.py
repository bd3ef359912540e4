# What stands before the mark in the same comment stays.


def test_sum():
    assert 1 + 1 == 2  # noqa
