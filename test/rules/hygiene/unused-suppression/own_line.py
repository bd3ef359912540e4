# A comment on a line of its own goes with its line.


def test_sum():
    # steady: ignore[sleep-as-sync]  # expect: unused-suppression  # expect-fix: remove-suppression
    assert 1 + 1 == 2
