# In tests that are about administration the privilege is the point: a hint.
from nova import context
from nova import objects


class TestQuotas:
    def setup_method(self):
        self.ctxt = context.get_admin_context()  # expect: admin-context (hint)

    def test_limits(self):
        assert objects.Quotas.get_all(self.ctxt) == []
