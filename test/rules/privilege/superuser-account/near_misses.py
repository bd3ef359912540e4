# Ordinary users, expectations, mocks, and other things of the same name.
from unittest import mock

import psycopg2
import pytest
from django.contrib.auth.models import User

from shop import grants, models


def test_ordinary_user(client):
    user = User.objects.create_user('ann', is_staff=False, is_superuser=False)
    client.force_login(user)


def test_question(client):
    assert not User.objects.filter(is_superuser=True)
    assert User.objects.get(name='ann').is_staff is False


@mock.patch('shop.models.admin_client')
def test_a_mock(admin_client):
    admin_client.get.return_value = None


def test_mocked_user():
    mock_user = mock.Mock(is_superuser=True)
    mock_user.return_value.is_staff = True
    assert models.greet(mock_user)


def test_expected_statement():
    assert grants.statement('tests') == 'GRANT ALL ON shop TO tests'
    expected = 'arn:aws:iam::aws:policy/AdministratorAccess'
    assert grants.policy() == expected


@pytest.mark.parametrize('role', ['cluster-admin', 'view'])
def test_names_of_roles(role):
    assert grants.is_known(role)


def test_read_only_role():
    grants.attach('arn:aws:iam::aws:policy/ReadOnlyAccess', 'roles/viewer')


def test_ordinary_database_user():
    with psycopg2.connect(host='db.acme.dev', user='tests') as connection:
        assert connection.execute('GRANT SELECT ON orders TO tests')
