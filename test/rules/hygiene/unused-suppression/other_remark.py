# What stands before the mark in the same comment stays.


def test_sum():
    assert 1 + 1 == 2  # noqa # steady: ignore[sleep-as-sync] -- slow  # expect: unused-suppression  # expect-fix: remove-suppression
