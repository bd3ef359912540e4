# Ordinary contexts, words in strings and comments, and somebody else's method of the same name.
from unittest import mock

from nova import context
from nova import objects


def test_ordinary_context():
    ctxt = context.RequestContext('fake-user', 'fake-project', is_admin=False)
    assert objects.Instance.get_by_uuid(ctxt, 'uuid')


def test_the_function_is_replaced_not_called():
    with mock.patch('nova.context.get_admin_context') as get_admin_context:
        assert get_admin_context.called is False


def test_somebody_elses_method(directory):
    # Not get_admin_context() of nova.
    assert directory.get_admin_context()


def test_named_only():
    factory = context.get_admin_context
    assert factory is not None
