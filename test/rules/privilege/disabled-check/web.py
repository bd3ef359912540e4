# Permissions, CSRF protection, logins and policies of web frameworks.
import jwt
import pytest
from django.views.decorators.csrf import csrf_exempt
from fastapi.testclient import TestClient
from nova import policy
from oslo_policy import policy as oslo_policy
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from shop.api import app, get_current_user, get_settings
from shop.web import create_app


class OrderView(APIView):
    permission_classes = []  # expect: disabled-check [The permission check is off: `permission_classes = []`] (warning)


def test_view_inside():
    class View(APIView):
        permission_classes = (AllowAny,)  # expect: disabled-check [`permission_classes = (AllowAny)`] (warning)

    assert View


def test_view_of_the_product():
    APIView.authentication_classes = []  # expect: disabled-check (warning)


def test_dependency():
    app.dependency_overrides[get_current_user] = lambda: {'name': 'ann'}  # expect: disabled-check [`get_current_user` overridden] (information)
    app.dependency_overrides[get_settings] = lambda: {}
    assert TestClient(app).get('/orders').status_code == 200


@pytest.fixture
def web():
    flask_app = create_app({'WTF_CSRF_ENABLED': False})  # expect: disabled-check [CSRF protection is off] (hint)
    flask_app.config['LOGIN_DISABLED'] = True  # expect: disabled-check [The login check is off] (warning)
    return flask_app.test_client()


class Settings:
    WTF_CSRF_ENABLED = False  # expect: disabled-check (hint)


@csrf_exempt  # expect: disabled-check (hint)
def helper_view(request):
    return None


def test_no_rules():
    policy.set_rules({})  # expect: disabled-check [the policy is emptied] (warning)


def test_rules_for_everybody():
    policy.set_rules(oslo_policy.Rules.from_dict({'orders:list': '@'}))  # expect: disabled-check [rules that everybody passes] (information)


def test_rules_that_ask():
    policy.set_rules({'orders:list': 'role:reader'})


def test_who_asked(answer):
    assert jwt.decode(answer, options={'verify_signature': False})['sub'] == 'ann'  # expect: disabled-check (information)
