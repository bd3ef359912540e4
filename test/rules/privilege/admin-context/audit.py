# Where a handle goes: helpers that get it, helpers that return it, fixtures, constants, copies, objects.
import pytest
from nova import context, objects

CTXT = context.get_admin_context()  # expect: admin-context [`CTXT` is an administrator context; done through it: 1 deletion (`Instance.destroy`)] (information)


def test_module_constant():
    objects.Instance.destroy(CTXT, 'id')


class TestClassAttribute:
    ctxt = context.get_admin_context()  # expect: admin-context [`ctxt` is an administrator context; done through it: 1 read] (warning)

    def test_read(self):
        assert objects.Instance.get_by_uuid(self.ctxt, 'id')


class Base:
    def setup_method(self):
        self.ctxt = context.get_admin_context()  # expect: admin-context [1 read and 1 write (`Instance.get_by_uuid`, `Instance.save_all`)]


class TestSubclass(Base):
    def test_read(self):
        assert objects.Instance.get_by_uuid(self.ctxt, 'id')

    def test_write(self):
        objects.Instance.save_all(self.ctxt)


class TestOwnContext(Base):
    def setup_method(self):
        self.ctxt = context.RequestContext('user', 'project')

    def test_nothing_of_the_base(self):
        objects.Instance.destroy_all(self.ctxt)


class TestHelpers:
    def _context(self):
        return context.get_admin_context()  # expect: admin-context [`_context()` is an administrator context; done through it: 1 read and 1 write]

    def _find(self, ctxt, name):
        return objects.Instance.get_by_name(ctxt, name)

    def test_helper_gets_it(self):
        assert self._find(self._context(), 'name')

    def test_under_another_name(self):
        ctxt = self._context()
        objects.Instance(context=ctxt, name='name').create()


@pytest.fixture
def root():
    ctxt = context.get_admin_context()  # expect: admin-context [`ctxt` is an administrator context; done through it: 1 read] (warning)
    yield ctxt


def test_fixture(root):
    assert objects.Instance.get_by_uuid(root, 'id')


def test_until_the_name_is_given_away():
    ctxt = context.get_admin_context()  # expect: admin-context [1 read] (warning)
    assert objects.Instance.get_by_uuid(ctxt, 'id')
    ctxt = context.RequestContext('user', 'project')
    objects.Instance.destroy_all(ctxt)


def test_copies(self_like):
    first = context.get_admin_context()  # expect: admin-context [1 deletion]
    second = first
    objects.Instance.destroy_all(second)


def test_made_for_each_use():
    objects.Instance.save_all(context.get_admin_context())  # expect: admin-context [made 2 times in `test_made_for_each_use`; done through it: 1 write and 1 deletion]
    objects.Instance.destroy_all(context.get_admin_context())


def test_expected_errors():
    ctxt = context.get_admin_context()  # expect: admin-context [1 deletion (`Instance.destroy`)]
    with pytest.raises(ValueError):
        objects.Instance.destroy(ctxt, None)


def test_with_statement():
    with context.get_admin_context() as ctxt:  # expect: admin-context [`ctxt` is an administrator context; done through it: 1 write]
        ctxt.session.add('row')


def test_assertions_do_nothing(manager):
    ctxt = context.get_admin_context()  # expect: admin-context [nothing in this file is done through it] (hint)
    assert manager.last_context != ctxt
