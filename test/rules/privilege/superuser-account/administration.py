# Where administration is what is tested, a superuser is the point: a hint.
from django.contrib.auth.models import User


def test_admin_site(client):
    client.force_login(User.objects.create_superuser('boss'))  # expect: superuser-account (hint)
    assert client.get('/admin/').status_code == 200


def test_only_staff_may_delete(client):
    client.force_login(User.objects.create(is_staff=True))  # expect: superuser-account (hint)


class TestPermissions:
    def test_delete(self, admin_client):  # expect: superuser-account (hint)
        assert admin_client.delete('/orders/1/').status_code == 204
