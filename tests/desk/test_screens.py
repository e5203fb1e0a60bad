"""The desk's own screens: home, version page, editor, previews. With their query budgets."""

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from sasando.desk import actions
from sasando.desk.models import Message, Release, State, Version
from sasando.desk.models.items import PREVIEW_MODES
from tests.desk.builders import NOW, rich

HOME_BUDGET = 60
VERSION_BUDGET = 45


def log_in(client, person):
    client.force_login(person)
    return client


def test_home_says_what_waits_for_whom(client, desk):
    release = desk.proposed()
    story = desk.proposed("partnership")
    pages = {
        name: log_in(client, desk.people[name]).get(reverse("wagtailadmin_home")).content.decode()
        for name in ("second", "editor", "officer", "business")
    }
    link = {v.pk: reverse("sasando_desk_version", args=[v.pk]) for v in (release, story)}

    def waits(name):
        panel = re.search(r'id="desk-waits-section".*?</section>', pages[name], re.S)
        return {pk for pk, href in link.items() if href in panel[0]}

    assert waits("second") == {release.pk, story.pk}
    assert waits("editor") == {story.pk}
    assert waits("officer") == {story.pk}
    assert waits("business") == set()


def test_home_does_not_grow_with_what_waits(client, desk, django_assert_max_num_queries):
    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("wagtailadmin_home")).status_code == 200
        return len(found)

    log_in(client, desk.second)
    desk.proposed()
    queries()
    few = queries()
    for _number in range(4):
        desk.proposed()
        desk.published("notice")
    assert queries() <= few + 2
    assert few <= HOME_BUDGET


def test_the_version_page_asks_exactly_the_right_people(client, desk):
    version = desk.proposed()
    url = reverse("sasando_desk_version", args=[version.pk])
    approve = reverse("sasando_desk_answer", args=[version.pk, "approve"])
    page = log_in(client, desk.second).get(url).content.decode()
    assert version.digest in page
    assert approve in page
    assert approve not in log_in(client, desk.officer).get(url).content.decode()
    assert log_in(client, desk.editor).get(url).status_code == 302  # not theirs to see yet
    assert client.post(approve).status_code == 302
    version.refresh_from_db()
    assert version.state == State.PROPOSED
    log_in(client, desk.second).post(approve)
    version.refresh_from_db()
    assert version.state == State.CURRENT


def test_refuse_withdraw_accept_decline_and_take_back_on_the_page(client, desk):
    def post(person, version, verb, **data):
        log_in(client, person).post(reverse("sasando_desk_answer", args=[version.pk, verb]), data)
        version.refresh_from_db()

    version = desk.proposed()
    post(desk.second, version, "refuse", reason="")
    assert version.state == State.PROPOSED
    post(desk.second, version, "refuse", reason="Angka keliru.")
    assert version.state == State.REFUSED
    version = desk.proposed()
    post(desk.officer, version, "take_back")
    assert version.state == State.VOID
    version = desk.published()
    post(desk.editor, version, "accept", organisation="pos")
    post(desk.flores, version, "decline", organisation="net", reason="Bukan wilayah kami.")
    assert version.acceptances.count() == 2
    post(desk.officer, version, "withdraw", reason="Dicabut.")
    assert version.state == State.WITHDRAWN


def test_who_approved_may_think_again_while_nothing_is_out(client, desk):
    half = actions.approve(version=desk.proposed("partnership"), by=desk.editor, at=NOW)
    waiting = desk.published(embargo_until=timezone.now() + timedelta(days=1))
    out = desk.published()
    assert (half.state, waiting.state) == (State.PROPOSED, State.APPROVED)

    def may(name, version):
        url = reverse("sasando_desk_version", args=[version.pk])
        page = log_in(client, desk.people[name]).get(url).content.decode()
        return reverse("sasando_desk_answer", args=[version.pk, "refuse"]) in page

    assert may("editor", half)
    assert may("officer", half)  # has not answered yet
    assert may("second", waiting)
    assert not may("head", waiting)  # had no part in it
    assert not may("reporter", half)  # wrote it
    assert not may("second", out)
    refuse = reverse("sasando_desk_answer", args=[waiting.pk, "refuse"])
    log_in(client, desk.second).post(refuse, {"reason": "Tanggalnya keliru."})
    waiting.refresh_from_db()
    assert waiting.state == State.REFUSED


def test_the_editor_asks_for_an_answer_only_who_can_give_one(client, desk):
    item = desk.proposed().item
    edit = reverse("wagtailadmin_pages:edit", args=[item.pk])
    assert "See where it stands" in log_in(client, desk.officer).get(edit).content.decode()
    assert "See and answer" in log_in(client, desk.second).get(edit).content.decode()


def test_home_has_nothing_of_wagtails_own_house(client, desk):
    version = desk.proposed()
    page = log_in(client, desk.second).get(reverse("wagtailadmin_home")).content.decode()
    for words in ("ditor guide", "ditor Guide", "whats-new", "created in"):
        assert words not in page
    assert f'lang="{version.language}"' in page
    assert ">ID</abbr>" in page


def test_the_version_page_keeps_its_budget(client, desk, django_assert_max_num_queries):
    first = desk.published()
    item = desk.edit(first.item.specific, by=desk.officer, title="Baru", change_note="Judul.")
    version = actions.propose(item=item, by=desk.officer, at=NOW)
    log_in(client, desk.second)
    client.get(reverse("wagtailadmin_home"))
    with django_assert_max_num_queries(VERSION_BUDGET):
        page = client.get(reverse("sasando_desk_version", args=[version.pk]))
    assert "beda" in page.content.decode()
    assert client.get(reverse("sasando_desk_differences", args=[version.pk])).status_code == 200


def a_picture(desk):
    out = io.BytesIO()
    Image.new("RGB", (200, 100), "navy").save(out, "JPEG")
    from django.core.files.base import ContentFile

    return get_image_model().objects.create(
        title="Pleno",
        description="Rapat pleno.",
        credit="Humas",
        file=ContentFile(out.getvalue(), "pleno.jpg"),
    )


@pytest.mark.parametrize("mode", [mode for mode, _label in PREVIEW_MODES])
def test_every_rendition_previews(desk, rf, mode):
    block = {"picture": a_picture(desk), "caption": "Pleno", "credit": "", "alt": ""}
    item = desk.item(body=[("paragraph", rich("Rapat pleno.")), ("image", block)])
    response = item.serve_preview(rf.get("/"), mode)
    assert response.status_code == 200
    assert 'role="note"' in response.content.decode()


def test_an_empty_draft_previews_and_says_what_it_lacks(desk, rf):
    section = desk.section("release")
    item = Release(title="Konsep", slug="konsep", locale=section.locale)
    for mode, _label in PREVIEW_MODES:
        page = item.serve_preview(rf.get("/"), mode).content.decode()
        assert page.count("<li>") >= 3


def the_form(item, **changes):
    values = {
        "title": item.title,
        "slug": item.slug,
        "key_message": item.key_message,
        "publisher": str(item.publisher_id),
        "dateline": "",
        "byline": "",
        "change_note": "",
        "go_live_at": "",
        "embargo_until": "",
        "valid_until": "",
        "body": streamfield([("paragraph", rich_text(rich("Rapat pleno."), features=["bold"]))]),
        "related_items": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        "pronunciations": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
    }
    return nested_form_data(values | changes)


def test_the_editor_submits_and_is_locked_until_it_is_taken_back(client, desk):
    item = desk.item()
    edit = reverse("wagtailadmin_pages:edit", args=[item.pk])
    log_in(client, desk.officer)
    page = client.get(edit).content.decode()
    assert "action-publish" not in page
    assert "action-submit" in page
    response = client.post(edit, the_form(item) | {"action-submit": "1"})
    assert response.status_code == 302
    version = Version.objects.get()
    assert version.state == State.PROPOSED
    assert version.authors == [desk.officer.pk]
    locked = client.get(edit).content.decode()
    assert reverse("sasando_desk_version", args=[version.pk]) in locked
    client.post(edit, the_form(item, title="Diam-diam"))
    version.refresh_from_db()
    assert version.state == State.PROPOSED


def test_an_approved_text_that_waits_for_its_time_stays_locked(client, desk):
    version = desk.published(at=timezone.now(), embargo_until=timezone.now() + timedelta(days=1))
    item = version.item.specific
    log_in(client, desk.officer)
    edit = reverse("wagtailadmin_pages:edit", args=[item.pk])
    assert client.get(edit).status_code == 200
    client.post(edit, the_form(item, title="Diam-diam"))
    version.refresh_from_db()
    assert version.state == State.APPROVED


def test_the_editor_names_what_is_missing_instead_of_submitting(client, desk):
    item = desk.item()
    log_in(client, desk.officer)
    edit = reverse("wagtailadmin_pages:edit", args=[item.pk])
    data = the_form(item, valid_until="2001-01-01 00:00") | {"action-submit": "1"}
    response = client.post(edit, data)
    assert response.status_code == 200
    assert not Version.objects.exists()
    assert client.post(edit, the_form(item, key_message="")).status_code == 302  # a draft may


def test_creating_an_item_in_its_section(client, desk):
    log_in(client, desk.officer)
    section = desk.section("release")
    url = reverse("wagtailadmin_pages:add", args=["sasando_desk", "release", section.pk])
    assert client.get(url).status_code == 200
    item = Release(title="Baru", slug="baru", key_message="Isi.", publisher=desk.kpu)
    client.post(url, the_form(item))
    made = Release.objects.get(slug="baru")
    assert not made.live
    assert made.author_ids() == {desk.officer.pk}


def test_the_history_names_what_was_done(client, desk):
    version = desk.published()
    log_in(client, desk.officer)
    page = client.get(reverse("wagtailadmin_pages:history", args=[version.item_id]))
    assert "second-officer" in page.content.decode()


def test_people_are_told_once_each_in_their_language(desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        version = desk.proposed()
    assert sorted(m.to[0] for m in mail.outbox) == ["head@example.org", "second@example.org"]
    assert f"/desk/versi/{version.pk}/" in mail.outbox[0].body
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(version=version, by=desk.second, at=NOW)
    events = Message.objects.filter(done_at__isnull=True).values_list("person__username", "event")
    assert set(events) == {
        ("officer", "published"),
        ("editor", "offered"),
        ("chief", "offered"),
        ("flores", "offered"),
    }


@override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=9)
def test_a_mail_server_that_is_down_stops_nothing(desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.published().state == State.CURRENT
