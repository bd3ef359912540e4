# A fixture of the file's own is reported where it makes the superuser, not where it is used.
import pytest
from django.contrib.auth.models import User


@pytest.fixture
def admin_client(client):
    boss = User.objects.create_superuser('boss')  # expect: superuser-account (hint)
    client.force_login(boss)
    return client


def test_orders(admin_client):
    assert admin_client.get('/orders/').status_code == 200
