"""JSON-LD: what search engines are told."""

import json

from sasando.documents.blocks import StageChange
from sasando.rendering.jsonld import breadcrumbs, event, news_article
from tests.documents.builders import KPU, POS_KUPANG, a_document, full_document, published
from tests.rendering.published import CHANGE, corrected, current, withdrawn

SITE = "https://sasando.example"


def test_an_article_says_who_when_and_in_which_language() -> None:
    article = news_article(current(), site_name="Sasando Kupang")
    assert article["@type"] == "NewsArticle"
    assert article["inLanguage"] == "id-ID"
    assert article["isAccessibleForFree"] is True
    assert article["datePublished"] == "2024-09-20T01:30:00Z"
    assert article["expires"] == "2024-11-27T05:00:00Z"
    assert article["creativeWorkStatus"] == "Published"
    assert article["publisher"]["@type"] == "GovernmentOrganization"
    assert article["mainEntityOfPage"]["@id"] == current().href
    assert article["image"][0]["creditText"] == "Humas KPU Kota Kupang"
    assert json.loads(json.dumps(article)) == article


def test_a_correction_is_said() -> None:
    article = news_article(corrected())
    assert article["dateModified"] == "2024-09-21T01:30:00Z"
    assert article["correction"]["text"] == CHANGE
    assert article["version"] == 2


def test_standing_is_said() -> None:
    assert news_article(withdrawn())["creativeWorkStatus"] == "Withdrawn"
    assert news_article(a_document())["creativeWorkStatus"] == "Draft"
    assert "datePublished" not in news_article(a_document())


def test_stages_are_events_and_a_moved_one_says_so() -> None:
    voting, moved = news_article(current())["about"]
    assert (voting["startDate"], voting["endDate"]) == ("2024-11-27", "2024-11-27")
    assert voting["organizer"]["name"] == "KPU Kota Kupang"
    assert moved["eventStatus"] == "https://schema.org/EventRescheduled"
    assert moved["previousStartDate"] == "2024-08-24"


def test_only_a_partnership_names_sponsors() -> None:
    changes = {"publisher": POS_KUPANG, "partners": (KPU,)}
    partnership = news_article(published(a_document(kind="partnership", **changes)))
    assert partnership["sponsor"] == partnership["funder"]
    assert partnership["sponsor"][0]["name"] == "KPU Kota Kupang"
    assert "sponsor" not in news_article(published(full_document()))


def test_an_event_without_dates_has_none() -> None:
    stage = StageChange(code="x", name="X", election="Y")
    assert "startDate" not in event(stage, site_url=SITE)


def test_breadcrumbs() -> None:
    trail = breadcrumbs([("Beranda", "/"), ("Rilis", "/rilis/")], site_url=SITE)
    assert [(i["position"], i["item"]) for i in trail["itemListElement"]] == [
        (1, f"{SITE}/"),
        (2, f"{SITE}/rilis/"),
    ]
