# A misspelt name is answered with the right one.


def test_sum():
    assert True  # steady: ignore[sleep-as-sink] -- slow  # expect: unknown-suppression [`sleep-as-sync`?]  # expect-fix: correct-suppression
