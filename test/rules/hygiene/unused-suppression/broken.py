# In a file that does not parse nobody knows what a comment hides.


def test_sum():
    assert 1 + 1 == 2  # steady: ignore[sleep-as-sync]


def test_half(:
    assert (
