"""The overlays: a page by a secret address that holds what is on air and says where to listen."""

import json
from typing import Any

import pytest
from django.test import Client
from lxml import html
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.live import actions, telling
from sasando.live.addresses import push_origin
from sasando.live.models import Production
from tests.desk.builders import NOW, Desk


def page_of(client: Client, production: Production, query: str = "") -> Any:
    response = client.get(f"/layar/{production.overlay_key}/{query}")
    assert response.status_code == 200
    return html.document_fromstring(response.content), response


def test_it_holds_what_is_on_air_as_data_and_never_as_markup(
    client: Client, production: Production, desk: Desk
) -> None:
    shows = {"text": "</script><script>alert(1)</script>", "name": "Ana"}
    actions.put_on_air(
        production=production, layer="question", shows=shows, seen=0, by=desk.reporter, at=NOW
    )
    page, response = page_of(client, production)
    [data] = page.xpath("//script[@id='shown']/text()")
    assert json.loads(data)["layers"]["question"]["text"] == "</script><script>alert(1)</script>"
    assert len(page.xpath("//script")) == 2  # the data, and the file
    assert "alert(1)</script>" not in response.content.decode()
    assert telling.overlay_topic(production) in page.xpath("//body/@data-overlay")[0]
    assert response["Cache-Control"] == "private, no-store"


def test_a_source_may_show_one_layer_alone(client: Client, production: Production) -> None:
    page, _ = page_of(client, production, "?layer=speaker")
    assert page.xpath("//@data-layer") == ["speaker"]
    page, _ = page_of(client, production)
    assert len(page.xpath("//@data-layer")) == 5


@pytest.mark.parametrize(("path", "status"), [("/layar/x/", 404), ("?layer=all", 400)])
def test_what_there_is_not(client: Client, production: Production, path: str, status: int) -> None:
    address = path if path.startswith("/") else f"/layar/{production.overlay_key}/{path}"
    assert client.get(address).status_code == status


def test_it_may_listen_there_and_nowhere_else(client: Client, production: Production) -> None:
    _, response = page_of(client, production)
    policy = response["Content-Security-Policy"]
    assert f"connect-src {push_origin()};" in policy
    assert "unsafe-inline" not in policy


def test_it_keeps_its_budget(
    client: Client,
    production: Production,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    page_of(client, production)
    with django_assert_max_num_queries(5):
        page_of(client, production)
