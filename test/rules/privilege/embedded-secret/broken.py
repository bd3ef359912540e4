# A function that does not parse is left alone; its neighbours are not.


def test_before(parse):
    parse('AKIAQYLPMN5HHHFPZAM2')  # expect: embedded-secret


def test_half_typed(parse):
    parse('AKIAQYLPMN5HHHFPZAM2'


def test_between():
    assert True


def test_after(parse):
    parse('AKIAQYLPMN5HHHFPZAM2')  # expect: embedded-secret
