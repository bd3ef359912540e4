# A function that does not parse is left alone; its neighbours are not.
from django.contrib.auth.models import User


def test_before(client):
    User.objects.create_superuser('boss')  # expect: superuser-account


def test_half_typed(client):
    client.force_login(User.objects.create_superuser('boss')
    assert client.get(


def test_between():
    assert True


def test_after(client):
    User.objects.create_superuser('boss')  # expect: superuser-account
