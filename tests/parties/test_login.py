"""One door, no public sign-up, limits on guessing, and a second factor behind it."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.urls import reverse

from sasando.parties.actions import appoint
from sasando.parties.models import Role

PASSWORD = "sandi-panjang-9"
DESK = "/desk/"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


@pytest.fixture
def member(commission, officer):
    appoint(person=officer, organisation=commission, role=Role.OFFICER)
    return officer


def log_in(client, password=PASSWORD):
    return client.post(
        reverse("account_login"), {"login": "maria", "password": password, "next": DESK}
    )


def test_the_desk_sends_to_the_one_login(client, db):
    response = client.get(DESK)
    assert response.status_code == 302
    assert response.url == "/akun/login/?next=/desk/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_own_login_is_no_way_in(client, member, method):
    response = getattr(client, method)("/desk/login/", {"username": "maria", "password": PASSWORD})
    assert response.status_code == 302
    assert response.url.startswith("/akun/login/")
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client, db):
    page = client.get(reverse("account_signup")).content.decode()
    assert "<input" not in page.replace('<input type="hidden"', "")
    assert reverse("account_signup") not in client.get(reverse("account_login")).content.decode()


def test_logging_in_with_name_or_address(client, member):
    assert log_in(client).url == DESK
    client.logout()
    response = client.post(
        reverse("account_login"), {"login": "maria@example.org", "password": PASSWORD}
    )
    assert response.url == DESK


def test_guessing_is_stopped_even_when_the_sixth_guess_is_right(client, member):
    for _ in range(5):
        assert log_in(client, "salah").status_code == 200
    assert "_auth_user_id" not in client.session
    log_in(client)
    assert "_auth_user_id" not in client.session


def test_where_it_is_optional_a_password_is_enough(client, member):
    client.force_login(member)
    assert client.get(DESK).status_code == 200


def test_without_a_second_factor_nothing_of_the_desk_opens(client, member, required):
    client.force_login(member)
    for path in (DESK, "/desk/reports/site-history/", "/desk/account/"):
        response = client.get(path)
        assert (response.status_code, response.url) == (302, reverse("mfa_index"))
    refused = client.get(DESK, headers={"x-requested-with": "XMLHttpRequest"})
    assert refused.status_code == 403
    page = client.get(reverse("mfa_index"))
    assert reverse("mfa_activate_totp") in page.content.decode()


def test_with_a_second_factor_the_desk_opens(client, member, required):
    TOTP.activate(member, generate_totp_secret())
    client.force_login(member)
    assert client.get(DESK).status_code == 200


def test_the_password_alone_does_not_log_in_who_has_a_second_factor(client, member, required):
    TOTP.activate(member, generate_totp_secret())
    response = log_in(client)
    assert response.url.startswith(reverse("mfa_authenticate"))
    assert client.get(DESK).url.startswith("/akun/login/")


def test_the_login_page_is_whole_and_speaks_indonesian(client, db):
    page = client.get(reverse("account_login")).content.decode()
    assert '<html lang="id">' in page
    assert page.count("<label") == page.count('class="field')
    assert "passkey" in page
