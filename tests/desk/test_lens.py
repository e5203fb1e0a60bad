"""The gender lens beside the editor: read live, answered with a reason, learnt from, never in the way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from sasando.desk import actions
from sasando.desk.exceptions import NotAllowed
from sasando.desk.models import Item, LensDismissal, LensRule, LensSighting, learnt
from tests.desk.builders import NOW, rich

BUDGET = 45
STEREOTYPE = "Perempuan terlalu emosional untuk memimpin."


def form_of(item, **changes):
    """What the editor posts for ``item``."""
    values = {
        "title": item.title,
        "slug": item.slug,
        "key_message": item.key_message,
        "publisher": item.publisher_id,
        "body": streamfield([("paragraph", rich_text(rich(STEREOTYPE)))]),
        "related_items": inline_formset([]),
        "pronunciations": inline_formset([]),
        "comments": inline_formset([]),
    }
    return nested_form_data(values | changes)


def ask(client, item, **changes):
    return client.post(reverse("sasando_desk_lens", args=[item.pk]), form_of(item, **changes))


@pytest.fixture
def story(desk, client):
    client.force_login(desk.reporter)
    return desk.item("news")


def test_what_is_being_written_is_read_and_nothing_is_saved(client, story):
    page = ask(client, story, title="Caleg Cantik Ini Raih Suara").content.decode()
    assert "terlalu emosional" in page and "Cantik" in page
    assert "radvoice.id" in page and "rumahpemilu.org" in page  # each with its guideline
    assert "Caleg Tampan Ini Raih Suara" in page  # the headline test
    story.refresh_from_db()
    assert story.get_latest_revision_as_object().title != "Caleg Cantik Ini Raih Suara"


def test_an_innocent_text_gets_no_remark(client, story):
    body = streamfield([("paragraph", rich_text(rich("KPU menetapkan daftar pemilih.")))])
    assert 'data-lens-count="0"' in ask(client, story, body=body).content.decode()


def test_a_form_that_cannot_be_read_says_so(client, story):
    broken = form_of(story) | {"body-0-type": "nothing-there"}
    answer = client.post(reverse("sasando_desk_lens", args=[story.pk]), broken)
    assert answer.status_code in (200, 422)


def test_a_new_text_is_read_before_it_was_ever_saved(client, desk):
    client.force_login(desk.reporter)
    section = desk.section("news")
    address = reverse("sasando_desk_lens_new", args=["sasando_desk", "newsstory", section.pk])
    item = Item(title="Emak-Emak Serbu Kantor KPU", publisher=desk.pos)
    page = client.post(address, form_of(item)).content.decode()
    assert "Emak-Emak" in page
    assert "data-lens-dismiss" not in page
    assert LensSighting.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "title"), [("id", "Emak-Emak Serbu KPU"), ("en", "Glamorous Mayor Turns Heads")]
)
def test_the_panel_stands_beside_a_new_text_in_its_language(client, desk, language, title):
    client.force_login(desk.reporter)
    section = desk.section("news", language)
    named = ["sasando_desk", "newsstory", section.pk]
    page = client.get(reverse("wagtailadmin_pages:add", args=named)).content.decode()
    address = reverse("sasando_desk_lens_new", args=named)
    assert page.count('data-side-panel="lens"') == 1
    assert address in page
    answer = client.post(address, form_of(Item(title=title, publisher=desk.pos)))
    assert 'data-lens-count="1"' in answer.content.decode()


def test_only_who_edits_the_text_asks_and_answers(client, desk, story):
    client.force_login(desk.officer)
    assert ask(client, story).status_code in (302, 403)
    address = reverse("sasando_desk_lens_dismiss", args=[story.pk])
    answer = client.post(address, {"rule": "id-frail", "words": "x", "why": "quote"})
    assert answer.status_code in (302, 403)
    assert not LensDismissal.objects.exists()
    client.logout()
    assert ask(client, story).status_code == 302


def test_the_csrf_token_is_asked_for(desk, story):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk.reporter)
    assert ask(strict, story).status_code == 403


def test_a_finding_is_let_stand_with_who_and_why_and_shown_again(client, desk, story):
    assert 'data-lens-count="1"' in ask(client, story).content.decode()
    client.post(
        reverse("sasando_desk_lens_dismiss", args=[story.pk]),
        {
            "rule": "id-frail",
            "words": "Perempuan terlalu emosional",
            "why": "quote",
            "note": "Dijawab di alinea 3.",
        },
    )
    page = ask(client, story).content.decode()
    assert 'data-lens-count="0"' in page
    assert "Rambu Praing" in page and "Dijawab di alinea 3." in page
    row = LensDismissal.objects.get()
    assert (row.by, row.why, row.rule) == (desk.reporter, "quote", "id-frail")
    client.post(reverse("sasando_desk_lens_restore", args=[story.pk]), {"dismissal": row.pk})
    assert 'data-lens-count="1"' in ask(client, story).content.decode()
    row.refresh_from_db()
    assert row.undone_by == desk.reporter  # the row stays on record


def test_a_reason_must_be_one_of_those_there_are(client, story):
    answer = client.post(
        reverse("sasando_desk_lens_dismiss", args=[story.pk]),
        {"rule": "id-frail", "words": "x", "why": "because"},
    )
    assert answer.status_code == 403
    assert not LensDismissal.objects.exists()


def test_the_desk_learns_what_it_mostly_lets_stand(client, desk, story):
    for _number in range(5):
        item = desk.item("news")
        actions.note_seen(item=item, rules=["id-frail"], at=NOW)
        actions.dismiss_finding(
            item=item,
            rule="id-frail",
            words="perempuan lebih perasa",
            why="quote",
            note="",
            by=desk.reporter,
            at=NOW + timedelta(minutes=1),
        )
    assert learnt()["id-frail"].dismissed == 5
    page = ask(client, story).content.decode()
    assert 'data-lens-count="0"' in page  # shown last, folded
    assert "terlalu emosional" in page
    figure = learnt()["id-frail"]
    assert (figure.seen, figure.dismissed) == (6, 5)
    assert "5" in page and "6" in page


def test_nobody_else_lets_words_stand(desk, story):
    with pytest.raises(NotAllowed):
        actions.dismiss_finding(
            item=story, rule="x", words="y", why="quote", note="", by=desk.officer, at=NOW
        )


def test_a_rule_is_switched_off_and_a_suggestion_is_the_desks_own(client, story):
    LensRule.objects.create(key="id-frail", active=False)
    assert 'data-lens-count="0"' in ask(client, story).content.decode()
    LensRule.objects.update(active=True, suggestion="Tanyakan kepada Redaktur Gender.")
    assert "Tanyakan kepada Redaktur Gender." in ask(client, story).content.decode()


def test_the_desk_adds_a_rule_with_its_source(client, story):
    rule = LensRule(
        key="kutu-loncat",
        patterns="kutu loncat|pindah",
        reason="Politikus perempuan disebut begitu, laki-laki tidak.",
        suggestion="pindah partai",
        source_title="Panduan redaksi",
        source_publisher="Pos Kupang",
        source_year=2024,
        source_address="https://pos.example/panduan",
    )
    rule.full_clean()
    rule.save()
    body = streamfield([("paragraph", rich_text(rich("Ia disebut kutu loncat.")))])
    page = ask(client, story, body=body).content.decode()
    assert "pindah partai" in page and "https://pos.example/panduan" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("patterns", ""), ("patterns", "@nobody"), ("source_address", ""), ("reason", "")],
)
def test_a_rule_without_words_reason_or_source_is_refused(db, field, value):
    from django.core.exceptions import ValidationError

    values = {
        "key": "baru",
        "patterns": "kata",
        "reason": "sebab",
        "suggestion": "lain",
        "source_title": "Panduan",
        "source_publisher": "Pos",
        "source_address": "https://pos.example/",
    }
    with pytest.raises(ValidationError) as refused:
        LensRule(**(values | {field: value})).full_clean()
    assert field in refused.value.message_dict


def test_the_panel_stands_in_the_editor_and_its_script_is_a_file(client, story):
    page = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert 'data-side-panel="lens"' in page
    assert reverse("sasando_desk_lens", args=[story.pk]) in page
    assert "sasando_desk/lens.js" in page and "sasando_desk/lens.css" in page
    assert page.count('data-side-panel="lens"') == 1


def test_asking_keeps_a_budget_however_long_the_text(client, story, django_assert_max_num_queries):
    ask(client, story)
    body = streamfield([("paragraph", rich_text(rich(STEREOTYPE)))] * 40)
    with django_assert_max_num_queries(BUDGET):
        assert ask(client, story, body=body).status_code == 200


def test_what_the_lens_says_stops_nobody(client, desk, story):
    item = desk.item(
        "news", title="Caleg Cantik Raih Suara", body=[("paragraph", rich(STEREOTYPE))]
    )
    version = actions.propose(item=item, by=desk.reporter, at=NOW)
    assert actions.approve(version=version, by=desk.editor, at=NOW).is_public


def test_every_rule_is_shown_with_its_source_and_changed_by_who_keeps_them(
    client, desk, django_assert_max_num_queries
):
    address = reverse("sasando_desk_lens_rules")
    client.force_login(desk.business)
    assert client.get(address).status_code in (302, 403)
    client.force_login(desk.editor)
    with django_assert_max_num_queries(BUDGET):
        page = client.get(address).content.decode()
    assert page.count('id="id-') + page.count('id="en-') >= 30
    client.post(
        reverse("sasando_desk_lens_rule", args=["id-frail"]), {"suggestion": "Minta buktinya."}
    )
    row = LensRule.objects.get()
    assert (row.key, row.active, row.suggestion) == ("id-frail", False, "Minta buktinya.")
    assert client.post(reverse("sasando_desk_lens_rule", args=["nothing"])).status_code == 404
    client.force_login(desk.reporter)
    answer = client.post(reverse("sasando_desk_lens_rule", args=["id-frail"]), {"active": "on"})
    assert answer.status_code in (302, 403)
    row.refresh_from_db()
    assert not row.active


def test_the_desks_own_rules_have_their_screens(client, desk):
    client.force_login(desk.editor)
    assert client.get(reverse("lens_rules:index")).status_code == 200
    values = {
        "key": "kutu-loncat",
        "active": "on",
        "language": "id",
        "category": "demeaning",
        "patterns": "kutu loncat",
        "reason": "Hanya untuk perempuan.",
        "suggestion": "pindah partai",
        "source_title": "Panduan redaksi",
        "source_publisher": "Pos Kupang",
        "source_address": "https://pos.example/panduan",
    }
    client.post(reverse("lens_rules:add"), values | {"source_address": ""})
    assert not LensRule.objects.exists()
    client.post(reverse("lens_rules:add"), values)
    assert LensRule.objects.get().key == "kutu-loncat"


def test_words_that_published_lessons_explain_are_marked(client, desk, story):
    desk.published("lesson")  # it explains "TPS"
    body = streamfield([("paragraph", rich_text(rich("TPS dibuka pagi hari.")))])
    page = ask(client, story, body=body).content.decode()
    assert "Tempat warga memberikan suara." in page
