# Names that are no rules, and words that are no suppression.


def test_misspelt():
    assert True  # steady: ignore[sleep-as-sink]  # expect: unknown-suppression [did you mean `sleep-as-sync`?]


def test_never_heard_of():
    assert True  # steady: ignore[E501]  # expect: unknown-suppression [`E501` is neither a rule nor a family]


def test_two():
    assert True  # steady: ignore[E501, W291]  # expect: unknown-suppression [`E501` and `W291` are neither]


def test_word():
    assert True  # steady: disable[timing]  # expect: unknown-suppression [cannot read it]


def test_prose():
    assert True  # how steady: this is about something else
