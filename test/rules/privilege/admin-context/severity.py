# How loud a handle is: by what it is used for, by what people say, by what the test is about.
from nova import context, objects

from nova.tests import base


def test_reads():
    ctxt = context.get_admin_context()  # expect: admin-context (warning)
    assert objects.Instance.get_by_uuid(ctxt, 'id')


def test_changes():
    ctxt = context.get_admin_context()  # expect: admin-context (information)
    objects.Instance.save_all(ctxt)


def test_reads_what_belongs_to_no_project():
    ctxt = context.get_admin_context()  # expect: admin-context (hint)
    assert objects.ServiceList.get_by_binary(ctxt, 'nova-compute')


def test_goes_to_the_driver(driver):
    driver.spawn(context.get_admin_context(), 'id')  # expect: admin-context (hint)


def test_reads_with_a_reason():
    # Only an admin may look at other projects' instances.
    ctxt = context.get_admin_context()  # expect: admin-context (hint)
    assert objects.Instance.get_by_uuid(ctxt, 'id')


def test_compares_both():
    admin = context.get_admin_context()  # expect: admin-context (hint)
    user = context.RequestContext('user', 'project', is_admin=False)
    assert objects.Instance.get_all(admin) != objects.Instance.get_all(user)


def test_quota_is_enforced():
    ctxt = context.get_admin_context()  # expect: admin-context (hint)
    assert objects.Instance.get_by_uuid(ctxt, 'id')


class TestRows(base.SqlTestCase):
    def test_row(self):
        ctxt = context.get_admin_context()  # expect: admin-context (hint)
        assert objects.Instance.get_by_uuid(ctxt, 'id')


def test_reviewed():
    ctxt = context.get_admin_context()  # steady: reviewed[admin-context] -- the listing spans projects
    assert objects.Instance.get_by_uuid(ctxt, 'id')
