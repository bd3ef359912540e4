# Contexts that are elevated or made with `is_admin`, by name, by alias and by a project's own constructor.
from unittest import mock

import nova.context
from cinder import context
from neutron_lib import context as n_context
from neutron_lib.context import Context as NeutronContext

from nova import objects


class FakeContext:
    def __init__(self, user, is_admin=False):
        self.user = user


def test_elevated(ctxt):
    volume = objects.Volume.get_by_id(ctxt.elevated(), 'id')  # expect: admin-context [`ctxt.elevated()` is an elevated context] (warning)
    assert volume.status == 'available'


class TestElevatedAttribute:
    def setup_method(self):
        self.user_context = context.RequestContext('user', 'project')
        self.other = self.user_context.elevated()  # expect: admin-context [`self.other` is an elevated context; done through it: 1 read and 1 write]

    def test_update(self):
        volume = objects.Volume.get_by_id(self.other, 'id')
        volume.save()


def test_keyword():
    ctxt = context.RequestContext('user', 'project', is_admin=True)  # expect: admin-context [is_admin=True] (warning)
    assert objects.Volume.get_by_id(ctxt, 'id')


def test_third_argument():
    ctxt = nova.context.RequestContext('user', 'project', True)  # expect: admin-context (warning)
    assert objects.Instance.get_by_uuid(ctxt, 'id')


def test_other_module():
    ctxt = NeutronContext(user_id='user', is_admin=True)  # expect: admin-context (warning)
    assert objects.Port.get_object(ctxt, id='id')


def test_without_session():
    ctxt = n_context.get_admin_context_without_session()  # expect: admin-context (warning)
    assert objects.Port.get_object(ctxt, id='id')


def test_the_projects_own_context():
    ctxt = FakeContext('user', is_admin=True)  # expect: admin-context (warning)
    assert objects.Port.get_object(ctxt, id='id')


def test_expected_arguments(ctxt):
    with mock.patch.object(objects.Port, 'get_object') as get_object:
        objects.Port.find(ctxt)
    get_object.assert_called_once_with(ctxt.elevated(), id='id')
    get_object.assert_has_calls([mock.call(ctxt.elevated(), id='id')])


def test_ordinary_contexts():
    first = context.RequestContext('user', 'project')
    second = context.RequestContext('user', 'project', False)
    third = FakeContext('user', is_admin=False)
    assert objects.Port.get_object(first, second, third)


def test_a_mock_is_no_context():
    ctxt = mock.Mock(is_admin=True)
    ctxt.elevated.return_value = ctxt
    assert objects.Port.get_object(ctxt.elevated(), id='id')


def test_a_word_of_the_same_name(platform):
    platform.elevated()
    assert platform.floor(is_admin=True)
