"""Who gets to which screen: every address, every role. And what the commission never sees."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sasando.claims import actions
from sasando.claims.forms import FORMS
from sasando.claims.models import Claim, Evidence, Move, TipPicture
from sasando.parties.actions import appoint
from sasando.parties.models import Person, Role
from tests.claims.claims import a_claim, an_inbox
from tests.desk.builders import Desk

ABOUT = "Petugas KPU menjual surat suara yang sudah dicoblos"
OTHER = "Transfer dana bantuan pemilih lewat tautan ini"
WORKERS = ("reporter", "editor", "chief", "checker", "colleague")
COMMISSION = ("officer", "second", "head")
OUTSIDE = ("business", "flores")


@pytest.fixture
def about(desk: Desk) -> Claim:
    return a_claim(desk, ABOUT, people=2, about=True)


@pytest.fixture
def other(desk: Desk) -> Claim:
    return a_claim(desk, OTHER, about=False)


def status(client: Client, person: Person, url: str, *, post: bool = False) -> int:
    """What a person gets; a refusal is 403, where the browser would be led home with the reason."""
    client.force_login(person)
    send = client.post if post else client.get
    return send(url, headers={"x-requested-with": "XMLHttpRequest"}).status_code


def test_every_screen_for_every_role(
    client: Client, desk: Desk, about: Claim, other: Claim
) -> None:
    question = actions.ask(
        claim=other, organisation=desk.kpu, text="Sah?", by=desk.checker, at=timezone.now()
    )
    evidence = Evidence.objects.create(
        claim=other, title="x", href="https://x.example", by=desk.checker, at=timezone.now()
    )
    picture = TipPicture.objects.create(tip=other.tips.first())
    inbox = an_inbox(desk)
    screens = {  # (workers, commission, outside)
        reverse("sasando_claims"): (200, 200, 403),
        reverse("sasando_claim", args=[other.pk]): (200, 200, 403),
        reverse("sasando_claim", args=[about.pk]): (200, 404, 403),
        reverse("sasando_claim", args=[999999]): (404, 404, 403),
        reverse("sasando_claim_picture", args=[picture.pk]): (404, 403, 403),
        reverse("sasando_claim_evidence", args=[evidence.pk]): (404, 403, 403),
        reverse("sasando_questions"): (403, 200, 403),
        reverse("sasando_question", args=[question.pk]): (403, 200, 403),
        reverse("sasando_answers"): (200, 403, 403),
        reverse("sasando_answers_file"): (200, 403, 403),
        reverse("sasando_replies"): (200, 403, 403),
    }
    for url, wanted in screens.items():
        for names, code in zip((WORKERS, COMMISSION, OUTSIDE), wanted, strict=True):
            for name in names:
                assert status(client, desk.people[name], url) == code, (name, url)
    for name in ("check", "webhook"):
        url = reverse(f"sasando_inbox_{name}", args=[inbox.pk])
        for person in (desk.checker, desk.officer, desk.business):
            assert status(client, person, url, post=True) == 403
    url = reverse("sasando_replies_retry", args=[inbox.pk])
    for person in (desk.officer, desk.business):
        assert status(client, person, url, post=True) == 403


@pytest.mark.parametrize("verb", [*FORMS, "nothing"])
def test_the_commission_touches_no_claim(
    client: Client, desk: Desk, about: Claim, other: Claim, verb: str
) -> None:
    move_count = Move.objects.count()
    for claim in (about, other):
        url = reverse("sasando_claim_work", args=[claim.pk, verb])
        for name in ("officer", "head", "business", "flores"):
            assert status(client, desk.people[name], url, post=True) == 403
        assert status(client, desk.checker, url) == 405  # nothing is done by opening a link
    assert Move.objects.count() == move_count
    assert set(Claim.objects.values_list("state", flat=True)) == {"open"}


def test_one_seat_in_the_commission_is_enough_to_be_kept_out(
    client: Client, desk: Desk, about: Claim
) -> None:
    appoint(person=desk.editor, organisation=desk.kpu, role=Role.OFFICER)
    editor = Person.objects.get(pk=desk.editor.pk)
    assert status(client, editor, reverse("sasando_claim", args=[about.pk])) == 404
    url = reverse("sasando_claim_work", args=[about.pk, "note"])
    assert status(client, editor, url, post=True) == 403


def test_what_was_merged_into_a_claim_about_the_commission_is_hidden_with_it(
    client: Client, desk: Desk, about: Claim, other: Claim
) -> None:
    actions.merge(source=other, target=about, by=desk.checker, at=timezone.now())
    url = reverse("sasando_claim", args=[other.pk]) + "?here"
    assert status(client, desk.officer, url) == 404
    assert status(client, desk.checker, url) == 200
    client.force_login(desk.officer)
    listed = client.get(reverse("sasando_claims"), {"state": "merged"}).content.decode()
    assert f"№ {about.pk}" not in listed
    assert OTHER not in listed


def test_the_commission_sees_neither_words_nor_work(
    client: Client, desk: Desk, about: Claim, other: Claim
) -> None:
    actions.note(claim=other, text="Rahasia meja.", by=desk.checker, at=timezone.now())
    client.force_login(desk.officer)
    for url in (reverse("wagtailadmin_home"), reverse("sasando_claims")):
        assert "surat suara" not in client.get(url).content.decode()
    page = client.get(reverse("sasando_claim", args=[other.pk])).content.decode()
    assert "Rahasia meja." not in page
    assert reverse("sasando_claim_work", args=[other.pk, "note"]) not in page
    assert f"№ {about.pk} " not in page


def test_the_commission_is_asked_with_a_clock_and_replies_once(
    client: Client, desk: Desk, about: Claim
) -> None:
    at = timezone.now() - timedelta(hours=30)
    question = actions.ask(
        claim=about,
        organisation=desk.kpu,
        text="Berapa surat suara dicetak?",
        by=desk.checker,
        at=at,
    )
    client.force_login(desk.officer)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Berapa surat suara dicetak?" in home
    there = reverse("sasando_question", args=[question.pk])
    page = client.get(there).content.decode()
    assert "The time was up" in page
    assert ABOUT not in page
    assert client.post(there, {"text": "288.123 lembar."}).status_code == 302
    question.refresh_from_db()
    assert question.signature
    again = client.post(there, {"text": "Lain."}).content.decode()
    assert "replied to already" in again
    client.force_login(desk.checker)
    page = client.get(reverse("sasando_claim", args=[about.pk])).content.decode()
    assert "288.123 lembar." in page
    assert question.key_id in page


def test_what_people_sent_is_handed_out_by_the_claims_desk_alone(
    client: Client, desk: Desk, house: Path
) -> None:
    for folder in ("tips", "evidence"):
        (house / "media" / folder).mkdir(parents=True)
        (house / "media" / folder / "x").write_bytes(b"rahasia")
        for path in (f"{folder}/x", f"pictures/../{folder}/x", f".//{folder}/x"):
            for person in (desk.officer, desk.checker):
                client.force_login(person)
                assert client.get(f"/media/{path}").status_code == 404


def test_an_administrator_looks_and_works_on_nothing(
    client: Client, desk: Desk, about: Claim
) -> None:
    admin = Person.objects.create_superuser("admin", "admin@example.org", "sandi-panjang-9")
    page = reverse("sasando_claim", args=[about.pk])
    assert status(client, admin, page) == 200
    assert (
        status(client, admin, reverse("sasando_claim_work", args=[about.pk, "take"]), post=True)
        == 403
    )
