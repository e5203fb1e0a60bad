"""A lesson in a further language: side by side, stale when its source changes, out only when whole."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.desk import actions
from sasando.desk.exceptions import NotAllowed, RuleBroken
from sasando.desk.models import Item, Lesson, TranslatedText, Version
from sasando.education.translator import Sheet, sheets_of
from sasando.rendering.languages import further_languages, language_name
from sasando.rendering.text import plain_text
from sasando.site.bake import listing_paths
from sasando.site.touching import touched_by
from sasando.site.verification import Answer, verify_text
from sasando.site.views.offline import pack_paths
from tests.desk.builders import LATER, Desk, rich

BUDGET = 40
PATH = "/belajar/jam-buka-tps/mkn/"


BODY = [
    ("heading", "Jam buka TPS"),
    ("paragraph", rich("TPS dibuka <b>pukul 07.00</b>.")),
    (
        "facts",
        {
            "title": "Dasar hukum",
            "facts": [
                {
                    "label": "Waktu pemungutan suara",
                    "value": "07.00–13.00",
                    "source": "PKPU 25/2023",
                    "as_of": date(2026, 11, 23),
                    "note": "",
                }
            ],
        },
    ),
    (
        "quiz",
        {
            "question": "Jam berapa TPS ditutup?",
            "choices": [
                {"text": "12.00", "right": False, "feedback": "TPS masih buka satu jam lagi."},
                {"text": "13.00", "right": True, "feedback": "TPS ditutup pukul 13.00."},
            ],
        },
    ),
]


def lesson(desk: Desk) -> Lesson:
    return desk.item("lesson", title="Jam buka TPS", slug="jam-buka-tps", body=BODY)


def sheet(item: Item) -> Sheet:
    return sheets_of(type(item).objects.get(pk=item.pk))[0]


def foreign(text: str) -> str:
    """What a translator would write: invented words, none of any language, the marks kept."""
    return text.replace("TPS", "TPS-mkn").replace("Jam", "Jam-mkn").replace("pukul", "pukul-mkn")


def translate(item: Item, desk: Desk, **texts: str) -> int:
    said = {row.source: foreign(row.source) + " mkn" for row in sheet(item).rows} | texts
    return actions.translate(
        item=item, language="mkn", texts=said, by=desk.reporter, at=timezone.now()
    )


def published(item: Item, desk: Desk) -> Version:
    version = actions.propose(item=item, by=desk.reporter, at=LATER)
    for name in ("editor", "officer"):
        version = actions.approve(version=version, by=desk.people[name], at=LATER)
    return Version.objects.with_imprint().get(pk=version.pk)


def test_languages_are_data_with_their_source() -> None:
    (kupang,) = further_languages()
    assert kupang.code == "mkn"
    assert "Ethnologue" in kupang.source
    assert kupang.source_href.startswith("https://")
    assert language_name("mkn", "en") == "Kupang Malay"
    assert language_name("id", "en") == "Bahasa Indonesia"


def test_a_whole_translation_is_approved_and_published_with_its_source(
    desk: Desk, client: Client
) -> None:
    item = lesson(desk)
    assert translate(item, desk) == len(sheet(item).rows)
    assert sheet(item).is_complete
    version = published(item, desk)
    (translation,) = version.document.translations or ()
    assert translation.headline == "Jam-mkn buka TPS-mkn mkn"
    page = client.get(PATH).content.decode()
    tree = html.fromstring(page)
    assert tree.get("lang") == "id"
    (title,) = tree.xpath("//h1")
    assert (title.get("lang"), title.text) == ("mkn", "Jam-mkn buka TPS-mkn mkn")
    assert "<strong>pukul-mkn 07.00</strong>" in page
    assert version.code in page
    chosen = tree.xpath("//ul[@class='languages']//a[@aria-current]/@hreflang")
    assert chosen == ["mkn"]
    source = html.fromstring(client.get("/belajar/jam-buka-tps/").content.decode())
    assert PATH in source.xpath("//ul[@class='languages']//a/@href")
    assert "Melayu Kupang" in source.xpath("string(//ul[@class='languages'])")
    assert PATH in touched_by(version)
    assert PATH in list(listing_paths())
    assert PATH in pack_paths("id")
    said = plain_text(version.document.read_in("mkn"), site_url="https://sasando.example")
    assert verify_text(said).findings[0].answer is Answer.GENUINE


def test_who_approves_reads_what_was_translated(desk: Desk, client: Client) -> None:
    item = lesson(desk)
    translate(item, desk)
    version = actions.propose(item=item, by=desk.reporter, at=LATER)
    client.force_login(desk.officer)
    page = client.get(reverse("sasando_desk_version", args=[version.pk])).content.decode()
    shown = reverse("sasando_desk_rendition", args=[version.pk, "mkn"])
    assert shown in page
    assert "Jam-mkn buka TPS-mkn mkn" in client.get(shown).content.decode()
    source = client.get(reverse("sasando_desk_rendition", args=[version.pk, "site"]))
    assert "Jam-mkn" not in source.content.decode()


def test_one_text_that_is_missing_keeps_the_language_away(desk: Desk, client: Client) -> None:
    item = lesson(desk)
    translate(item, desk, **{"Jam buka TPS": ""})
    assert (sheet(item).done, sheet(item).is_complete) == (len(sheet(item).rows) - 1, False)
    version = published(item, desk)
    assert version.document.translations is None
    assert client.get(PATH).status_code == 404
    assert "mkn" not in client.get("/belajar/jam-buka-tps/").content.decode()


def test_a_source_that_changes_makes_its_translation_stale_and_takes_it_from_readers(
    desk: Desk, client: Client
) -> None:
    item = lesson(desk)
    translate(item, desk)
    published(item, desk)
    assert client.get(PATH).status_code == 200
    desk.edit(
        item, by=desk.reporter, aim="tahu sampai jam berapa TPS ditutup", change_note="Tujuan."
    )
    found = sheet(item)
    assert (found.stale, len(found.rows) - found.done) == (1, 1)
    (stale,) = [row for row in found.rows if row.is_stale]
    assert stale.source == "tahu sampai jam berapa TPS ditutup"
    assert stale.was == "tahu sampai jam berapa TPS dibuka"
    assert stale.said == "tahu sampai jam berapa TPS-mkn dibuka mkn"
    assert client.get(PATH).status_code == 200  # what stands in public is still whole
    corrected = published(item, desk)
    assert corrected.document.translations is None
    assert client.get(PATH).status_code == 404
    assert PATH in touched_by(corrected)  # the baked page goes


def test_a_translator_who_goes_on_changes_nothing_that_is_on_its_way(desk: Desk) -> None:
    item = lesson(desk)
    translate(item, desk)
    version = actions.propose(item=item, by=desk.reporter, at=LATER)
    TranslatedText.objects.filter(source="Jam buka TPS").update(text="Lain")
    for name in ("editor", "officer"):
        version = actions.approve(version=version, by=desk.people[name], at=LATER)
    assert version.is_public
    (translation,) = version.content.translations or ()
    assert translation.headline == "Jam-mkn buka TPS-mkn mkn"


def test_nobody_approves_what_they_translated(desk: Desk) -> None:
    item = lesson(desk)
    said = {row.source: foreign(row.source) for row in sheet(item).rows}
    actions.translate(item=item, language="mkn", texts=said, by=desk.editor, at=timezone.now())
    version = actions.propose(item=item, by=desk.reporter, at=LATER)
    assert desk.editor.pk in version.authors
    with pytest.raises(NotAllowed):
        actions.approve(version=version, by=desk.editor, at=LATER)


def test_marks_and_links_of_the_source_are_kept(desk: Desk) -> None:
    item = lesson(desk)
    bold = "TPS dibuka <b>pukul 07.00</b>."
    assert bold in [row.source for row in sheet(item).rows]
    for wrong in ("TPS <b>pukul", "TPS pukul</b> 07", "TPS <a1>pukul</a1>"):
        with pytest.raises(RuleBroken):
            translate(item, desk, **{bold: wrong})
    assert not TranslatedText.objects.exists()
    with pytest.raises(RuleBroken):
        actions.translate(
            item=item, language="xx", texts={bold: "x"}, by=desk.reporter, at=timezone.now()
        )
    with pytest.raises(NotAllowed):
        actions.translate(
            item=item, language="mkn", texts={bold: "x"}, by=desk.business, at=timezone.now()
        )


def test_what_is_written_again_changes_nothing_and_a_line_stays_one_line(desk: Desk) -> None:
    item = lesson(desk)
    for _time, changed in ((1, 1), (2, 0)):
        said = {"Jam buka TPS": " satu\r\ndua "}
        done = actions.translate(
            item=item, language="mkn", texts=said, by=desk.reporter, at=timezone.now()
        )
        assert done == changed
    assert TranslatedText.objects.get().text == "satu dua"


def test_the_screen_shows_both_and_writes(
    client: Client, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    item = lesson(desk)
    address = reverse("sasando_translation", args=[item.pk, "mkn"])
    assert client.get(address).status_code == 302
    client.force_login(desk.reporter)
    with django_assert_max_num_queries(BUDGET):
        page = client.get(address).content.decode()
    boxes = html.fromstring(page).xpath("//textarea[@lang='mkn']")
    assert len(boxes) == len(sheet(item).rows)
    assert boxes[0].get("aria-describedby")
    sent = {box.get("name"): f"mkn {number}" for number, box in enumerate(boxes)}
    bold = next(row.key for row in sheet(item).rows if "<b>" in row.source)
    refused = client.post(address, sent | {boxes[0].get("name"): "<b>x"})
    assert refused.status_code == 200
    assert "&lt;b&gt;x</textarea>" in refused.content.decode()
    assert not TranslatedText.objects.exists()
    assert client.post(address, sent | {bold: "mkn <b>x</b>"}).status_code == 302
    assert sheet(item).is_complete
    assert client.get(reverse("sasando_translation", args=[item.pk, "xx"])).status_code == 404
    client.force_login(desk.business)
    assert client.get(address).status_code in (302, 404)


def test_the_lesson_on_the_desk_leads_to_its_translations(client: Client, desk: Desk) -> None:
    item = lesson(desk)
    published(item, desk)
    client.force_login(desk.editor)
    page = client.get("/desk/belajar/jam-buka-tps/").content.decode()
    assert reverse("sasando_translation", args=[item.pk, "mkn"]) in page
