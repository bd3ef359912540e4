# A function that does not parse is left alone; its neighbours are not.
from nova import context, objects


def test_before():
    ctxt = context.get_admin_context()  # expect: admin-context
    assert objects.Instance.get_by_uuid(ctxt, 'id')


def test_half_typed():
    ctxt = context.get_admin_context()
    assert objects.Instance.get_by_uuid(ctxt, 


def test_between():
    assert True


def test_after():
    ctxt = context.get_admin_context()  # expect: admin-context
    assert objects.Instance.get_by_uuid(ctxt, 'id')
