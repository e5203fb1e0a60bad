"""The commission is mailed that it is asked, and once more when little time is left."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from sasando.claims import actions
from sasando.claims.exceptions import WrongState
from sasando.claims.models import Claim, Question
from sasando.claims.models.work import QuestionQuerySet
from sasando.documents.vocabulary import PartyKind
from sasando.duties import all_duties
from sasando.parties.actions import appoint, found_organisation
from sasando.parties.models import Membership, Person, Role
from tests.claims.claims import a_claim
from tests.desk.builders import NOW, Desk

ABOUT = "Petugas KPU menjual surat suara yang sudah dicoblos"
ASKED = "Berapa surat suara dicetak untuk Kota Kupang?"
OFFICERS = ["head@example.org", "officer@example.org", "second@example.org"]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def claim(desk: Desk) -> Claim:
    return a_claim(desk, ABOUT, people=3, about=True)


@pytest.fixture
def ask(
    desk: Desk, claim: Claim, django_capture_on_commit_callbacks: Any
) -> Callable[..., Question]:
    """Asks, and lets the mails leave."""

    def asked(hours: float = 24) -> Question:
        with django_capture_on_commit_callbacks(execute=True):
            return actions.ask(
                claim=claim,
                organisation=desk.kpu,
                text=ASKED,
                by=desk.checker,
                at=NOW,
                within=timedelta(hours=hours),
            )

    return asked


def told() -> list[str]:
    """Every address that was mailed, one a mail."""
    return sorted(address for letter in mail.outbox for address in letter.to)


def test_who_may_reply_is_mailed_the_question_with_its_clock_and_where_to_reply(
    ask: Callable[..., Question],
) -> None:
    question = ask()
    assert told() == OFFICERS
    for letter in mail.outbox:
        assert "21 September 2024, 09.00 WITA" in letter.subject
        assert f"“{ASKED}”" in letter.body
        assert letter.body.endswith(reverse("sasando_question", args=[question.pk]))


def test_a_mail_says_nothing_of_the_claim(
    desk: Desk, claim: Claim, ask: Callable[..., Question]
) -> None:
    actions.note(claim=claim, text="Rahasia meja.", by=desk.checker, at=NOW)
    ask()
    for letter in mail.outbox:
        everything = str(letter.message())
        assert ASKED in letter.body
        for kept in (ABOUT, "Rahasia", desk.checker.last_name, claim.uuid, "/klaim/"):
            assert str(kept) not in letter.subject + letter.body + everything


def test_nobody_else_is_mailed(desk: Desk, ask: Callable[..., Question]) -> None:
    other = found_organisation(code="kpu2", name="KPU Kabupaten", kind=PartyKind.COMMISSION)
    appoint(person=desk.flores, organisation=other, role=Role.OFFICER)
    Membership.objects.filter(person=desk.head).update(active=False)
    Person.objects.filter(pk=desk.second.pk).update(is_active=False)
    appoint(person=desk.officer, organisation=desk.kpu, role=Role.SECOND_OFFICER)
    appoint(person=desk.business, organisation=desk.kpu, role=Role.OFFICER)
    Person.objects.filter(pk=desk.business.pk).update(email="")
    ask()
    assert told() == ["officer@example.org"], "once, however many seats one has"


def test_each_is_written_to_in_their_language_and_the_time_is_the_houses(
    desk: Desk, ask: Callable[..., Question]
) -> None:
    UserProfile.objects.create(
        user=desk.head, preferred_language="en", current_time_zone="Europe/Berlin"
    )
    UserProfile.objects.create(user=desk.second)  # chose none
    with translation.override("en"):  # as the screen of who asks
        ask()
    subjects = {letter.to[0]: letter.subject for letter in mail.outbox}
    assert "09:00 WITA" in subjects["head@example.org"]
    assert "09.00 WITA" in subjects["second@example.org"]
    assert "09.00 WITA" in subjects["officer@example.org"]


def test_what_is_rolled_back_is_not_mailed(
    desk: Desk, claim: Claim, django_capture_on_commit_callbacks: Any
) -> None:
    mails_leave = django_capture_on_commit_callbacks(execute=True)
    with mails_leave, pytest.raises(WrongState), transaction.atomic():
        actions.ask(claim=claim, organisation=desk.kpu, text=ASKED, by=desk.checker, at=NOW)
        raise WrongState("thought better of it")
    assert not Question.objects.exists()
    assert told() == []


def test_a_mail_server_that_is_down_stops_no_question(
    ask: Callable[..., Question], settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    ask()
    assert Question.objects.get().text == ASKED


@pytest.mark.parametrize(("hours", "left"), [(6, 1.5), (24, 6), (72, 6)])
def test_one_reminder_comes_when_little_time_is_left(
    ask: Callable[..., Question],
    django_capture_on_commit_callbacks: Any,
    hours: float,
    left: float,
) -> None:
    question = ask(hours)
    mail.outbox.clear()
    near = question.due_at - timedelta(hours=left)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.remind_of_questions(at=near - MINUTE) == 0
        assert actions.remind_of_questions(at=near) == 1
        assert actions.remind_of_questions(at=near + MINUTE) == 0
    assert told() == OFFICERS
    assert all(ASKED in letter.body for letter in mail.outbox)
    question.refresh_from_db()
    assert question.reminded_at == near


def test_of_several_workers_one_reminds(
    ask: Callable[..., Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    near = ask().due_at - MINUTE
    rows = Question.objects.running_out(near, timedelta(hours=1))
    assert len(rows) == 1
    assert actions.remind_of_questions(at=near) == 1
    monkeypatch.setattr(QuestionQuerySet, "running_out", lambda *_: rows)  # as another read them
    assert actions.remind_of_questions(at=near) == 0


def test_what_was_replied_to_or_is_over_is_not_reminded_of(
    desk: Desk, ask: Callable[..., Question]
) -> None:
    replied, over = ask(), ask(6)
    actions.reply(question=replied, text="288.123 lembar.", by=desk.officer, at=NOW)
    assert actions.remind_of_questions(at=over.due_at) == 0
    assert actions.remind_of_questions(at=replied.due_at - MINUTE) == 0


def test_a_reply_after_the_reminder_keeps_that_it_was_sent(
    desk: Desk, ask: Callable[..., Question]
) -> None:
    question = ask()
    near = question.due_at - MINUTE
    assert actions.remind_of_questions(at=near) == 1
    question = actions.reply(question=question, text="288.123 lembar.", by=desk.officer, at=near)
    assert (question.reminded_at, question.answer) == (near, "288.123 lembar.")


def test_the_worker_looks_for_it(ask: Callable[..., Question]) -> None:
    question = ask()
    for duty in all_duties():
        duty(question.due_at - MINUTE)
    question.refresh_from_db()
    assert question.reminded_at is not None
