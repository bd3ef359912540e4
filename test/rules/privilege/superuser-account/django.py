# Superusers of Django, made in the test or borrowed from pytest-django.
import unittest

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management import call_command

from shop.factories import UserFactory


def test_make(client):
    boss = User.objects.create_superuser('boss', 'boss@acme.dev', 'pw')  # expect: superuser-account [`boss` is a superuser; done through it: 1 other use (`client.force_login`)] (information)  # expect-fix: ordinary-account
    client.force_login(boss)
    assert client.get('/orders/').status_code == 200


async def test_make_async(async_client):
    boss = await get_user_model().objects.acreate_superuser('boss')  # expect: superuser-account [`boss` is a superuser]
    await async_client.aforce_login(boss)


def test_flags(client):
    user = UserFactory(name='ann', is_superuser=True, is_staff=True)  # expect: superuser-account [`user` is a superuser]
    client.force_login(user)


def test_staff(client):
    client.force_login(User.objects.create(username='ann', is_staff=True))  # expect: superuser-account [`test_staff` uses a staff user]


def test_attribute(user, client):
    user.is_superuser = True  # expect: superuser-account [`user` is a superuser]
    user.save()
    client.force_login(user)


def test_command():
    call_command('createsuperuser', interactive=False)  # expect: superuser-account


def test_fixture_client(admin_client):  # expect: superuser-account [`admin_client` is a client logged in as pytest-django's superuser; done through it: 1 read and 1 write]
    assert admin_client.get('/orders/').status_code == 200
    admin_client.post('/orders/', {'item': 1})


class OrderTests(unittest.TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.boss = User.objects.create_superuser('boss')  # expect: superuser-account [`cls.boss` is a superuser; done through it: 2 other uses]

    def test_first(self):
        self.client.force_login(self.boss)

    def test_second(self):
        self.client.force_login(self.boss)
