"""Wrong set-ups are named, with what to do."""

import pytest

from sasando.parties.checks import check_keys, check_second_factor, check_secret


def ids(messages):
    assert all(message.hint for message in messages)
    return [message.id for message in messages]


def test_keys_folder(keys):
    assert ids(check_keys(None)) == ["sasando_parties.W001"]
    keys.mkdir(mode=0o700)
    assert check_keys(None) == []
    (keys / "a.pem").touch(mode=0o644)
    assert ids(check_keys(None)) == ["sasando_parties.E001"]
    (keys / "a.pem").chmod(0o600)
    keys.chmod(0o755)
    assert ids(check_keys(None)) == ["sasando_parties.E001"]


def test_secret(settings):
    assert check_secret(None) == []
    settings.SECRET_KEY = ""
    assert ids(check_secret(None)) == ["sasando_parties.E002"]


@pytest.mark.parametrize(
    ("value", "site", "found"),
    [
        ("required", "https://sasando.example", []),
        ("optional", "http://127.0.0.1:8000", []),
        ("optional", "https://sasando.example", ["sasando_parties.W002"]),
        ("off", "http://localhost", ["sasando_parties.E003"]),
    ],
)
def test_second_factor(settings, value, site, found):
    settings.DEBUG = False
    settings.SECOND_FACTOR, settings.SITE_URL = value, site
    assert ids(check_second_factor(None)) == found
