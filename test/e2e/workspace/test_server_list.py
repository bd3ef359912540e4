from nova import context
from nova import objects
from nova import test


class TestServerList(test.TestCase):
    def test_lists_the_servers_of_the_project(self):
        ctxt = context.get_admin_context()
        servers = objects.InstanceList.get_by_filters(ctxt, {"project_id": "demo"})
        self.assertEqual(0, len(servers))
