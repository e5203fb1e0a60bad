"""The menu of the partnership is for who keeps agreements, and rooms below add to it."""

import pytest
from django.test import Client

from tests.desk.builders import Desk

PATHS = ("/desk/kerja-sama/", "/desk/tujuan/", "/desk/ringkasan/", "/transparansi/")


@pytest.mark.parametrize("name", ["officer", "editor"])
def test_both_partners_find_agreements_goals_digest_and_what_the_public_sees(
    desk: Desk, name: str
) -> None:
    assert [path for path in PATHS if f'"{path}"' not in sidebar(desk, name)] == []


def test_who_keeps_no_agreement_has_no_such_menu(desk: Desk) -> None:
    assert [path for path in PATHS if f'"{path}"' in sidebar(desk, "checker")] == []


def sidebar(desk: Desk, name: str) -> str:
    """Return the first screen of a person, with the data its menu is made of."""
    client = Client()
    client.force_login(getattr(desk, name))
    return client.get("/desk/").content.decode()
