"""A fact-check from the first line to the public, with what it must and must not say."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from sasando.desk import actions
from sasando.desk.exceptions import DeskError, RuleBroken
from sasando.desk.marking import mark_picture
from sasando.desk.media import CleanPicture, FrozenPictures, clean_picture
from sasando.desk.models import State, Verdict, VerdictAppearance, VerdictSource
from sasando.desk.models.items import PREVIEW_MODES
from sasando.desk.rules import problems_of
from tests.desk.builders import NOW, Desk

RED = (156, 47, 36)


def picture(colour="#3366aa", size=(800, 600), form="JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    return out.getvalue()


def reds(body: bytes) -> float:
    with Image.open(io.BytesIO(body)) as opened:
        pixels = opened.convert("RGB").getcolors(1 << 24) or []
        total = opened.width * opened.height
    return sum(n for n, (r, g, b) in pixels if r > 120 and g < 110 and b < 110) / total


def test_a_verdict_takes_an_editor_and_a_second_checker(desk: Desk) -> None:
    version = desk.proposed("verdict")
    assert [r.name for r in version.missing_approvals()] == ["editor", "second-checker"]
    with pytest.raises(DeskError):
        actions.approve(version=version, by=desk.checker, at=NOW)  # wrote it
    with pytest.raises(DeskError):
        actions.approve(version=version, by=desk.officer, at=NOW)
    version = actions.approve(version=version, by=desk.editor, at=NOW)
    assert version.state == State.PROPOSED
    version = actions.approve(version=version, by=desk.colleague, at=NOW)
    assert version.state == State.CURRENT
    assert version.path == "/cek-fakta/pemilih-1/"
    statement = version.document.verdict
    assert statement is not None and statement.rating == "fabricated"
    assert statement.sources[0].title == "Keputusan KPU"


def test_everything_the_editor_fills_in_is_signed(desk: Desk) -> None:
    item = desk.item(
        "verdict",
        claimant="akun X",
        harm="disenfranchising",
        about_commission=True,
        asked_on=date(2024, 9, 18),
        reply_text="Tidak tertukar.",
        reply_speaker="Ketua KPU",
        replied_on=date(2024, 9, 19),
        reply_digest="ab" * 32,
        appearances=[
            VerdictAppearance(href="https://sosial.example/1", archived="https://arsip.example/1")
        ],
    )
    statement = actions.propose(item=item, by=desk.checker, at=NOW).content.verdict
    assert statement.commission_reply.text == "Tidak tertukar."
    assert statement.commission_reply.digest == "ab" * 32
    assert statement.appearances[0].archived == "https://arsip.example/1"
    assert statement.harm == "disenfranchising" and statement.about_commission


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"claim": ""}, "Quote the claim"),
        ({"rating": ""}, "Choose the rating"),
        ({"truth": " "}, "what is true"),
        ({"first_seen": None}, "first seen"),
        ({"reply_for_family": ""}, "family group"),
        ({"authenticity": "EditedOrCroppedContent"}, "Only a picture"),
        ({"reply_text": "Ya."}, "was asked"),
        ({"asked_on": date(2024, 9, 1), "reply_text": "Ya."}, "replied"),
        ({"asked_on": date(2024, 9, 1)}, "until when"),
        ({"title": "Nomor urut paslon di surat suara tertukar"}, "as if it were true"),
        ({"title": "Benar, nomor urut paslon"}, ""),
        ({"title": "[SALAH] Nomor urut paslon di surat suara tertukar"}, ""),
        ({"title": "Nomor urut paslon di surat suara tidak tertukar"}, ""),
    ],
)
def test_what_keeps_a_verdict_from_being_proposed(desk: Desk, changes, words) -> None:
    problems = problems_of(desk.item("verdict", **changes), at=NOW)
    assert any(words in p for p in problems) if words else not problems
    assert len(problems) == bool(words)


def test_a_claim_that_is_true_may_be_the_headline(desk: Desk) -> None:
    item = desk.item("verdict", title="Nomor urut paslon di surat suara tertukar", rating="true")
    assert not problems_of(item, at=NOW)


def test_a_verdict_needs_both_sides_and_never_the_commission(desk: Desk) -> None:
    item = desk.item("verdict")
    item.partners = [desk.kpu]
    problems = problems_of(item, at=NOW)
    assert [p.split(":")[0] for p in problems[:1]] == ["The commission has no part in a fact-check"]
    assert any("newsroom and a fact-check partner" in p for p in problems)


def test_nobody_is_asked_about_half_a_verdict(desk: Desk) -> None:
    with pytest.raises(RuleBroken):
        desk.proposed("verdict", claim="")


def with_picture(desk: Desk, **changes) -> Verdict:
    return desk.item(
        "verdict",
        carried_by="image",
        claim_picture=ContentFile(picture(), name="hoaks rahasia.jpg"),
        claim_picture_alt="Surat suara dengan nomor terbalik.",
        **changes,
    )


def test_the_picture_of_a_claim_leaves_only_with_the_mark_across_it(desk: Desk, house) -> None:
    item = with_picture(desk)
    version = actions.propose(item=item, by=desk.checker, at=NOW)
    image = version.content.verdict.picture
    body = FrozenPictures().read(image.sha256)
    assert reds(body) > 0.15 > reds(picture())
    assert "SALAH" in image.caption and image.alt == "Surat suara dengan nomor terbalik."
    public = [path.read_bytes() for path in (house / "media" / "pictures").iterdir()]
    assert clean_picture(picture()).body not in public
    kept = list((house / "media" / "claims").iterdir())
    assert len(kept) == 1 and "hoaks" not in kept[0].name


def test_a_marked_picture_is_the_same_each_time_and_published_as_signed(desk: Desk) -> None:
    version = actions.propose(item=with_picture(desk), by=desk.checker, at=NOW)
    for person in (desk.editor, desk.colleague):
        version = actions.approve(version=version, by=person, at=NOW)
    assert version.state == State.CURRENT


def test_the_mark_follows_the_rating(desk: Desk) -> None:
    item = with_picture(desk)
    first = actions.propose(item=item, by=desk.checker, at=NOW).content.verdict.picture
    text = desk.edit(item, by=desk.checker, rating="satire", title="Satire: nomor paslon")
    second = actions.propose(item=text, by=desk.checker, at=NOW + timedelta(minutes=1))
    assert second.content.verdict.picture.sha256 != first.sha256
    assert "SATIRE" in second.content.verdict.picture.caption


@pytest.mark.parametrize("size", [(60, 40), (1600, 200), (200, 1600), (1080, 1080)])
def test_every_third_of_a_marked_picture_carries_red(size) -> None:
    clean = clean_picture(picture(size=size, form="PNG"))
    once, again = mark_picture(clean, "BELUM TERBUKTI"), mark_picture(clean, "BELUM TERBUKTI")
    assert once == again and (once.width, once.height) == size
    with Image.open(io.BytesIO(once.body)) as opened:
        for part in range(3):
            top, bottom = opened.height * part // 3, opened.height * (part + 1) // 3
            out = io.BytesIO()
            opened.crop((0, top, opened.width, bottom)).save(out, "PNG")
            assert reds(out.getvalue()) > 0.08


def test_what_is_see_through_is_marked_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(out, "PNG")
    marked = mark_picture(CleanPicture(out.getvalue(), "image/png", 300, 300), "SALAH")
    assert reds(marked.body) > 0.1


def test_an_upload_that_is_no_picture_is_refused_in_the_form(desk: Desk) -> None:
    item = desk.item("verdict")
    item.claim_picture = ContentFile(b"GIF89a<script>", name="x.jpg")
    with pytest.raises(Exception, match="Only JPEG, PNG and WebP") as refused:
        item.clean()
    assert "claim_picture" in refused.value.message_dict


def test_a_checker_withdraws_what_the_checkers_published(desk: Desk) -> None:
    version = desk.published("verdict")
    gone = actions.withdraw(version=version, by=desk.colleague, reason="Keliru.", at=NOW)
    assert gone.state == State.WITHDRAWN


@pytest.mark.parametrize("mode", [mode for mode, _title in PREVIEW_MODES])
def test_every_rendition_previews_a_verdict_and_an_empty_draft(desk: Desk, rf, mode) -> None:
    page = with_picture(desk).serve_preview(rf.get("/"), mode)
    assert page.status_code == 200
    if mode in ("site", "text", "whatsapp", "feed", "ninjs"):
        assert "Konten palsu" in page.content.decode()
    empty = Verdict(locale=desk.section("verdict").locale, title="", slug="")
    assert "Choose the rating." in empty.serve_preview(rf.get("/"), mode).content.decode()


def test_a_checker_writes_one_on_the_screen(client, desk: Desk) -> None:
    client.force_login(desk.checker)
    section = desk.section("verdict")
    add = reverse("wagtailadmin_pages:add", args=["sasando_desk", "verdict", section.pk])
    page = client.get(add).content.decode()
    for words in ("In its own words, as it circulated", "What the commission says", "Sources"):
        assert words in page
    data = nested_form_data(
        {
            "title": "Hoaks: nomor tertukar",
            "slug": "hoaks-nomor",
            "publisher": desk.cek.pk,
            "claim": "Nomor tertukar!",
            "carried_by": "text",
            "body": streamfield([]),
            "sources": inline_formset([{"title": "Keputusan", "href": "https://kpu.example/1"}]),
            "appearances": inline_formset([]),
            "related_items": inline_formset([]),
            "pronunciations": inline_formset([]),
            "comments": inline_formset([]),
        }
    )
    response = client.post(add, data)
    assert response.status_code == 302, response.context["form"].errors
    draft = Verdict.objects.get(slug="hoaks-nomor").get_latest_revision_as_object()
    assert draft.claim == "Nomor tertukar!" and draft.sources.get().title == "Keputusan"
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    assert edit.status_code == 200


def test_a_missing_source_is_named_with_the_place_to_enter_it(desk: Desk) -> None:
    item = desk.item("verdict")
    item.sources = []
    [problem] = problems_of(item, at=NOW)
    assert "under “Sources”, a title and an address" in problem


def test_an_address_that_no_reader_can_open_is_named(desk: Desk) -> None:
    item = desk.item("verdict")
    item.sources = [VerdictSource(title="Arsip", href="ftp://arsip.example/1")]
    assert any("check href" in problem for problem in problems_of(item, at=NOW))
