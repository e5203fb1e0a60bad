"""Everybody reads what was promised and delivered; what it cost only where both sides publish it."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.partnership import actions
from tests.desk.builders import Desk
from tests.partnership.deals import a_deal, an_outlet, carried

PATHS = ("/tentang/kerja-sama/", "/en/about/partnership/")
BUDGET = 30  # of one agreement, the page around it included


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def shown(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert "script-src 'self'" in response["Content-Security-Policy"]
    return response.content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_shown_before_both_sides_signed(client: Client, desk: Desk, path: str) -> None:
    a_deal(desk)
    assert "12/PKS/2024" not in shown(client, path)


@pytest.mark.parametrize(
    ("values", "cost"),
    [
        ({"value": 148_000_000, "value_public": True}, "148,000,000"),
        ({"value": 148_000_000, "value_public": False}, "not published"),
        ({}, "nothing is paid"),
    ],
)
def test_the_cost_is_shown_where_both_sides_publish_it(
    client: Client, desk: Desk, values: dict[str, Any], cost: str
) -> None:
    a_deal(desk, **values).in_force()
    page = shown(client, PATHS[1])
    assert "12/PKS/2024" in page and cost in page
    if not values.get("value_public"):
        assert "148.000" not in page and "148,000" not in page


def test_what_was_delivered_leads_to_its_text_and_who_brought_it_is_nobodys_business(
    client: Client, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    deal = a_deal(desk).in_force()
    version = desk.published("partnership", title="<b>Pindah memilih</b>")
    proof = carried(version, an_outlet(desk))
    assert proof is not None
    gone = carried(desk.published("partnership", title="Sudah ditarik"), an_outlet(desk, "lain"))
    assert gone is not None
    actions.take_back(proof=gone, by=desk.officer, reason="x", at=gone.counted_at)
    client.get("/tentang/")  # what is cached is cached
    with django_assert_max_num_queries(BUDGET):
        page = shown(client, PATHS[0])
    assert f'href="/v/{version.code}"' in page
    assert "&lt;b&gt;Pindah memilih" in page and "Sudah ditarik" not in page
    for private in (deal.terms.commission_signatory, "Paket 1", "Spanduk di gerbang"):
        assert private not in page
    with django_assert_max_num_queries(2):
        shown(client, PATHS[0])
    assert PATHS[0] in client.get("/tentang/").content.decode()
