# ruff: noqa: F811 - fixtures of another folder
"""The voting rules by chat: the same answers as on the page, and no date of birth anywhere after."""

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers import serialize
from django.utils import timezone

from sasando.claims.models import Reply, Tip, TipPart
from sasando.claims.talking import Heard, answer
from sasando.education.rules import State, decide, problem, speak, table_of
from sasando.elections.models import Election, Stage
from sasando.rendering.phrases import phrase
from tests.claims.conftest import (  # noqa: F401 - fixtures
    Chat,
    Phone,
    desk,
    engine,
    house,
    telegram,
    whatsapp,
    work,
)
from tests.education.elections_of_cases import write_calendar
from tests.education.forgetting import names_the_year
from tests.education_rules.cases import ELECTIONS, Case, cases

CASES = [case for case in cases() if case.topic != "validity" and case.election != "nowhere"]
BEGIN = {"voter": "pemilih", "ballots": "surat suara", "bring": "bawa"}


@pytest.fixture
def calendar(db: None) -> None:
    """The elections of the cases, in the calendar."""
    write_calendar()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())


def converse(case: Case) -> tuple[list[str], dict[str, Any]]:
    """Answer the bot's questions as the case does; return all it said, and what it asked for."""
    said: list[str] = []
    asked: dict[str, Any] = {}
    offered: tuple[str, ...] = ()
    heard = {"text": f"{BEGIN[case.topic]} {case.election}", "pressed": ""}
    for _ in range(12):
        words = answer(Heard(**heard, offered=offered, language="id", at=noon(case.today)))
        if words is None:  # no answer to a question of ours: the desk's
            return said, asked
        said.append(words.text)
        offered = tuple(one[0] for one in words.options)
        lines = words.text.split("\n\n")
        questions = table_of(case.topic).questions
        question = next((one for one in questions if one.ask["id"] in lines), None)
        if question is None:
            return said, asked
        asked[question.id] = given = case.answers.get(question.id, "")
        position = [one.id for one in question.answers]
        if question.kind == "date" and given:
            heard = {"text": given, "pressed": ""}
        elif given in position:
            heard = {"text": "", "pressed": offered[position.index(given)]}
        else:
            return said, asked
    raise AssertionError("the conversation has no end")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_bot_says_what_the_rules_say(calendar: None, case: Case) -> None:
    election = ELECTIONS[case.election]
    whole = decide(table_of(case.topic), case.answers, election=election, today=case.today)
    if whole.state in (State.REFUSED, State.ASKING):
        return  # what is wrong with an answer is said below
    said, asked = converse(case)
    decision = decide(table_of(case.topic), asked, election=election, today=case.today)
    if whole.state is not State.CONTRADICTION:  # what is not asked cannot contradict
        assert decision.findings == whole.findings
    for one in speak(decision, language="id", contact="X", election=election):
        assert one.text.split(" X")[0].split("Tanyakan")[0].strip() in said[-1]
        assert one.quiet or f"{one.verdict}. " in said[-1]
        assert all(law.cite in said[-1] for law in one.laws)


@pytest.mark.parametrize("case", [c for c in CASES if "birth" in c.expect], ids=str)
def test_a_date_that_is_none_is_met_with_a_kind_word_and_the_question_stays(
    calendar: None, case: Case
) -> None:
    if not case.answers["birth"] or len(case.answers["birth"]) > 60:
        return
    said, _ = converse(case)
    assert said[-1].startswith(problem(case.expect["birth"].removeprefix("!"), "id"))


# --- By a platform -------------------------------------------------------------------------------
@pytest.fixture
def next_year(db: None) -> Election:
    """One election that is ahead, whenever the tests run."""
    Stage.objects.all().delete()
    Election.objects.all().delete()
    day = timezone.localdate() + timedelta(days=200)
    election = Election.objects.create(code="depan", name="Pemilu Depan", kind="general")
    Stage.objects.create(
        code="depan-v", election=election, number=1, kind="voting", starts=day, ends=day
    )
    return election


def last(platform: Chat | Phone) -> Any:
    work()
    return platform.sent[-1]


def choose(telegram: Chat, label: str) -> Any:
    """Press the button called ``label`` under the last message."""
    sent = telegram.sent[-1]
    telegram.press(next(data for name, data in sent.buttons if name == label), on=sent)
    return last(telegram)


def everything_kept() -> str:
    """Return every row of every table, as text."""
    return " ".join(
        serialize("json", model._default_manager.all())
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    )


def test_a_conversation_on_telegram_ends_with_an_answer_and_keeps_no_date(
    desk: Any,
    next_year: Election,
    telegram: Chat,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram.send_text("Apakah saya pemilih?")
    assert "Pemilu Depan" in last(telegram).text
    for label in ("Ya", "Bukan", "Tidak", "Belum", "KTP-el"):
        choose(telegram, label)
    assert "Tanggal lahir Anda" in telegram.sent[-1].text
    telegram.send_text("31-02-1998")
    assert "tidak ada di kalender" in last(telegram).text
    telegram.send_text("17 Mei 1998")
    said = last(telegram).text
    assert said.startswith("Pemungutan suara Pemilu Depan: ") and "Ya. Anda pemilih" in said
    assert "UU 7/2017 Pasal 198 ayat (1); berlaku sejak 16 Agustus 2017" in said
    assert not names_the_year(said) and "17 Mei" not in said
    assert not Tip.objects.exists()
    kept = everything_kept() + caplog.text
    assert not names_the_year(kept) and "17 Mei" not in kept and "31-02-" not in kept
    assert Reply.objects.filter(reason="command").count() == 8
    assert TipPart.objects.count() == 8  # hashes: a message brought twice is answered once


def test_a_message_brought_twice_is_answered_once(
    desk: Any,
    next_year: Election,
    telegram: Chat,
) -> None:
    telegram.send_text("PEMILIH")
    telegram.repost()
    work()
    assert len(telegram.sent) == 1


def test_by_whatsapp_in_english_by_number_and_word(
    desk: Any,
    next_year: Election,
    whatsapp: Phone,
) -> None:
    whatsapp.send_text("Which ballots do I get?")
    assert "Which list is your name on?" in last(whatsapp).text
    whatsapp.send_text("2")
    assert "Where will you vote" in last(whatsapp).text
    whatsapp.send_text("another province")
    said = last(whatsapp).text
    assert "President and Vice President (grey): yes" in said
    assert "No. DPR, House of Representatives (yellow): you vote outside" in said
    assert said.startswith("Ballots you get: 1")
    assert "Legal basis:" in said
    whatsapp.send_text("What to bring")
    assert "What do I bring, and when? Pemilu Depan" in last(whatsapp).text


def test_stopping_ends_it_and_a_date_after_that_is_not_kept(
    desk: Any,
    next_year: Election,
    telegram: Chat,
) -> None:
    telegram.send_text("pemilih")
    last(telegram)
    for label in ("Ya", "Bukan", "Tidak", "Sudah/pernah", "Belum ada", "Batal"):
        choose(telegram, label)
    assert telegram.sent[-1].text == phrase("talk.stopped", "id")
    telegram.send_text("17-05-1998")
    assert last(telegram).text == phrase("talk.lone_date", "id")
    assert not Tip.objects.exists() and not names_the_year(everything_kept())


def test_what_is_no_date_while_one_is_waited_for_goes_to_the_desk(
    desk: Any,
    next_year: Election,
    telegram: Chat,
) -> None:
    telegram.send_text("pemilih")
    last(telegram)
    for label in ("Ya", "Bukan", "Tidak", "Belum", "Suket"):
        choose(telegram, label)
    telegram.send_text("Awas! Petugas TPS di Oesapa menjual surat suara yang sudah dicoblos")
    last(telegram)
    assert "Oesapa" in Tip.objects.get().text


def test_a_rumour_that_begins_with_a_word_of_ours_is_a_rumour(
    desk: Any,
    next_year: Election,
    telegram: Chat,
) -> None:
    telegram.send_text("Surat suara sudah dicoblos di pelabuhan Tenau, sebarkan!")
    last(telegram)
    assert "Tenau" in Tip.objects.get().text


def test_in_a_group_the_bot_holds_no_such_conversation(
    desk: Any,
    next_year: Election,
    telegram: Chat,
) -> None:
    telegram.send_text("pemilih", group=-100200)
    work()
    assert not telegram.sent


def test_a_button_of_a_table_that_has_changed_since_says_nothing_wrong(calendar: None) -> None:
    for pressed in ("v:id:voter:regional:0", "v:id:king:regional:00000", "v:xx", "tip:1:y", ""):
        heard = Heard(
            text="", pressed=pressed, offered=(), language="id", at=noon(date(2024, 11, 1))
        )
        assert answer(heard) is None
    odd = Heard(
        text="",
        pressed="v:id:voter:regional:zz--!",
        offered=(),
        language="id",
        at=noon(date(2024, 11, 1)),
    )
    words = answer(odd)
    assert words is not None and "Apakah Anda warga negara Indonesia?" in words.text


def test_identifiers_fit_where_platforms_carry_them(calendar: None) -> None:
    Election.objects.filter(code="regional").update(code="r" * 50)
    heard = Heard(
        text=f"pemilih {'r' * 50}",
        pressed="",
        offered=(),
        language="id",
        at=noon(date(2024, 11, 1)),
    )
    words = answer(heard)
    while words is not None and words.options and "Tanggal lahir" not in words.text:
        assert all(len(one[0].encode()) <= 64 and len(one[1]) <= 20 for one in words.options)
        heard = replace(heard, text="", pressed=words.options[0][0])
        words = answer(heard)
    assert words is not None and "Tanggal lahir" in words.text


def test_help_names_what_can_be_asked(desk: Any, telegram: Chat) -> None:
    telegram.send_text("bantuan")
    said = last(telegram).text
    assert all(word in said for word in ("PEMILIH", "SURAT SUARA", "BAWA"))
