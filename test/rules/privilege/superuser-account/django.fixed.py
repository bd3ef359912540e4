# Superusers of Django, made in the test or borrowed from pytest-django.
import unittest

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management import call_command

from shop.factories import UserFactory


def test_make(client):
    boss = User.objects.create_user('boss', 'boss@acme.dev', 'pw')
    client.force_login(boss)
    assert client.get('/orders/').status_code == 200


async def test_make_async(async_client):
    boss = await get_user_model().objects.acreate_superuser('boss')
    await async_client.aforce_login(boss)


def test_flags(client):
    user = UserFactory(name='ann', is_superuser=True, is_staff=True)
    client.force_login(user)


def test_staff(client):
    client.force_login(User.objects.create(username='ann', is_staff=True))


def test_attribute(user, client):
    user.is_superuser = True
    user.save()
    client.force_login(user)


def test_command():
    call_command('createsuperuser', interactive=False)


def test_fixture_client(admin_client):
    assert admin_client.get('/orders/').status_code == 200
    admin_client.post('/orders/', {'item': 1})


class OrderTests(unittest.TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.boss = User.objects.create_superuser('boss')

    def test_first(self):
        self.client.force_login(self.boss)

    def test_second(self):
        self.client.force_login(self.boss)
