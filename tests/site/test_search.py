"""Search finds what is public, safely marked, on both databases."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markupsafe import Markup

from sasando.site.views.searching import highlight, terms_of


def found(query: str) -> list[str]:
    page = Client().get("/cari/", {"q": query}).content
    return [h.text_content() for h in html.fromstring(page).xpath("//article//h2")]


@pytest.mark.parametrize("query", ["553", "TPS menetapkan", "tps", "MENETAPKAN 553"])
def test_words_are_found_in_any_order_and_case(standing, query):
    assert "KPU menetapkan 553 TPS" in found(query)


def test_every_word_must_be_there(standing):
    assert found("553 jerapah") == []


@pytest.mark.parametrize("query", ["%", "_", "'", '"><script>', "\\", "\0", "a" * 500, "(?("])
def test_odd_queries_are_only_words(standing, query):
    response = Client().get("/cari/", {"q": query})
    assert response.status_code == 200
    assert b"><script>" not in response.content


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "²"])
def test_odd_page_numbers_are_forgiven(standing, page):
    assert Client().get("/cari/", {"q": "tps", "hal": page}).status_code == 200


@pytest.mark.django_db
def test_section_narrows(standing):
    page = Client().get("/cari/", {"q": "pemilih", "bagian": "berita"}).content.decode()
    assert "Rilis resmi</span>" not in page


@given(st.text(max_size=60), st.text(max_size=10))
def test_highlighting_changes_no_word_and_lets_no_markup_through(text, query):
    terms = terms_of(query)
    if terms:
        marked = highlight(text, terms)
        bare = marked.replace(Markup("<mark>"), "").replace(Markup("</mark>"), "")
        assert bare == Markup.escape(text)
