# Every way in which a test gets hold of an administrator context, once per handle.
import unittest

import nova.context
from nova import context
from nova import context as nova_context
from nova import objects
from nova.context import get_admin_context
from nova.context import get_admin_context as root

admin = context.get_admin_context


class TestDevices(unittest.TestCase):
    def setUp(self):
        self.ctxt = context.get_admin_context()  # expect: admin-context [`self.ctxt` is an administrator context; done through it: 2 reads] (warning)

    def test_devices(self):
        devices = objects.PciDeviceList.get_by_instance_uuid(self.ctxt, 'uuid')
        self.assertEqual(1, len(devices))

    def test_instance(self):
        self.assertIsNotNone(objects.Instance.get_by_uuid(self.ctxt, 'uuid'))


def test_local_handle():
    ctxt = nova_context.get_admin_context()  # expect: admin-context [1 read and 2 deletions] (information)
    instance = objects.Instance.get_by_uuid(ctxt, 'uuid')
    instance.destroy()
    objects.Instance.destroy_all(ctxt)


def test_whole_module_name():
    ctxt = nova.context.get_admin_context()  # expect: admin-context
    assert objects.Instance.get_by_uuid(ctxt, 'uuid')


def test_from_import():
    ctxt = get_admin_context()  # expect: admin-context
    assert objects.Instance.get_by_uuid(ctxt, 'uuid')


def test_from_import_with_alias():
    assert objects.Instance.get_by_uuid(root(), 'uuid')  # expect: admin-context [`root()` is an administrator context]


def test_assigned_name():
    ctxt = admin()  # expect: admin-context
    assert objects.Instance.get_by_uuid(ctxt, 'uuid')


def test_passed_on_at_once():
    assert objects.Instance.get_by_uuid(get_admin_context(), 'uuid')  # expect: admin-context


async def test_coroutine():
    ctxt = context.get_admin_context()  # expect: admin-context
    assert await objects.Instance.get_by_uuid(ctxt, 'uuid')
