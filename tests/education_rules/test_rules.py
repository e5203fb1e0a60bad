"""The rules of voting against cases of the law, and the tables against themselves."""

import copy
import json
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sasando.education import rules
from sasando.education.rules import (
    LANGUAGES,
    TOPICS,
    Election,
    State,
    TableBroken,
    decide,
    read_date,
    sheet,
    speak,
    table_of,
)
from sasando.education.rules.tables import CONTRADICTION, laws, table_from, words
from tests.education_rules.cases import CONTACT, ELECTIONS, Case, cases, differs, shown
from tests.education_rules.describe_rules import PAGE, described

CASES = cases()
DATA = Path(rules.__file__).with_name("data")


def decided(case: Case) -> rules.Decision:
    election = ELECTIONS.get(case.election)
    return decide(table_of(case.topic), case.answers, election=election, today=case.today)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rules_say_what_the_law_says(case: Case) -> None:
    assert differs(case.expect, shown(decided(case))) == {}


def test_there_are_cases_enough_for_every_topic() -> None:
    count = {topic: sum(case.topic == topic for case in CASES) for topic in TOPICS}
    assert sum(count.values()) >= 60 and min(count.values()) >= 20, count


def test_every_rule_is_reached_by_a_case() -> None:
    reached = {(case.topic, rule.id) for case in CASES for rule in decided(case).findings}
    rows = {(topic, rule.id) for topic in TOPICS for rule in table_of(topic).rules}
    assert rows - reached - {("ballots", "dated")} - _ELECTION == set()


_ELECTION = {(t, r) for t in ("ballots", "bring") for r in ("not-held", "over", "undated", "ahead")}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_rule_names_its_provision_and_the_provision_where_it_was_read(topic: str) -> None:
    for rule in table_of(topic).rules:
        assert rule.laws or rule.about == CONTRADICTION, rule.id
        for law in rule.laws:
            assert law.read.startswith(("https://", "/")), law.id


@pytest.mark.parametrize("kind", ["general", "regional-head"])
@pytest.mark.parametrize("topic", ["voter", "ballots", "bring"])
def test_a_rule_cites_the_law_of_the_election_asked_for(topic: str, kind: str) -> None:
    for rule in table_of(topic).rules:
        excluded = [
            one
            for one in rule.when
            if one.fact == "kind"
            and not (
                (one.value == kind) == (one.operator == "=")
                if isinstance(one.value, str)
                else kind in one.value
            )
        ]
        if excluded or rule.about == CONTRADICTION:
            continue
        assert [law for law in rule.laws if law.is_about(kind)], rule.id


def test_no_provision_lies_about_unused() -> None:
    used = {law.id for topic in TOPICS for rule in table_of(topic).rules for law in rule.laws}
    assert set(laws()) - used == {"pkpu25-26"}  # the practice page cites it


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_everything_is_said_whole_with_its_source(case: Case, language: str) -> None:
    decision = decided(case)
    election = ELECTIONS.get(case.election)
    for said in speak(decision, language=language, contact=CONTACT, election=election):
        whole = said.text + said.more
        assert said.text and "{" not in whole and said.verdict
        assert said.laws or said.about == CONTRADICTION
        if said.gives == "unclear":
            assert CONTACT in said.text, said.rule
        for law in said.laws:
            assert law.cite in str(law) and law.href and len(law.note) > 30
    if decision.state is not State.REFUSED:
        head = rules.headline(table_of(case.topic), decision, language)
        assert bool(head) == bool(decision.findings) and "{" not in head
    for name in decision.problems.values():
        assert rules.problem(name, language)


def test_what_a_bot_may_keep_tells_no_date_of_birth() -> None:
    """``more`` alone has the reader's own dates; ``text`` is written down by the outbox."""
    for topic in TOPICS:
        for rule in table_of(topic).rules:
            assert all("turns_17" not in rule.say[language] for language in LANGUAGES)


def test_the_date_of_birth_is_in_no_words_about_a_decision() -> None:
    case = next(case for case in CASES if case.name == "under-age" or "after" in case.name)
    assert "2007" not in repr(decided(case))


# --- Dates ---------------------------------------------------------------------------------------
def test_every_day_of_a_life_is_judged_by_the_calendar() -> None:
    """Three years around the boundary, against the plainest reading of "17 on voting day"."""
    election = ELECTIONS["regional"]
    usual = next(case for case in CASES if str(case) == "voter.seventeen-on-voting-day").answers
    day = date(2006, 6, 1)
    while day < date(2009, 6, 1):
        leap = (day.month, day.day) == (2, 29)
        birthday = date(day.year + 17, 3, 1) if leap else day.replace(year=day.year + 17)
        given = usual | {"birth": day.strftime("%d-%m-%Y")}
        decision = decide(table_of("voter"), given, election=election, today=date(2024, 11, 1))
        [right] = [rule.gives for rule in decision.findings if rule.about == "right"]
        assert election.day is not None
        assert right == ("yes" if birthday <= election.day else "no"), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("27-11-2007", date(2007, 11, 27)),
        (" 27 / 11 / 2007 ", date(2007, 11, 27)),
        ("7.1.2007", date(2007, 1, 7)),
        ("7 Mei 2007", date(2007, 5, 7)),
        ("7 may 2007", date(2007, 5, 7)),
        ("17 agustus 1945", date(1945, 8, 17)),
        ("17agu1945", date(1945, 8, 17)),
        ("20071127", date(2007, 11, 27)),
        ("29 Feb 2008", date(2008, 2, 29)),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, day: date) -> None:
    assert read_date(text, date(2026, 1, 1)) == (day, "")


@pytest.mark.parametrize(
    "text", ["27 xyz 2007", "27-11", "kemarin", "2007", "27-11-2007-1", "٢٧-١١-٢٠٠٧"]
)
def test_what_is_no_date_is_said_to_be_none(text: str) -> None:
    assert read_date(text, date(2026, 1, 1)) == (None, "date_unread")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("17-05-1998", True),
        ("31 feb 1998", True),
        ("12345678", False),
        ("5371", False),
        ("", False),
    ],
)
def test_a_date_is_known_from_other_figures(text: str, is_one: bool) -> None:
    assert rules.is_date(text) is is_one


def test_an_election_without_a_day_has_no_days_left() -> None:
    assert "days_left" not in Election("x", {}, "general", None).facts(date(2026, 1, 1))


# --- The tables ------------------------------------------------------------------------------------
def raw(topic: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{topic}.toml").read_text())


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("when", ["citizn = no"], "nobody asks"),
        ("when", ["citizen = nope"], "never"),
        ("when", ["citizen > no"], "no number"),
        ("when", ["citizen no"], "no condition"),
        ("laws", [], "no provision"),
        ("laws", ["uu-0"], "no provision"),
        ("gives", "perhaps", "perhaps"),
        ("say", {"id": "hanya satu bahasa"}, "nothing in"),
        ("id", "over", "twice"),
    ],
)
def test_a_table_that_is_wrong_is_refused(key: str, value: Any, complaint: str) -> None:
    data = copy.deepcopy(raw("voter"))
    rule = next(rule for rule in data["rule"] if rule["id"] == "foreigner")
    rule[key] = value
    with pytest.raises(TableBroken, match=complaint):
        table_from(data)


def test_an_answer_fits_a_button() -> None:
    for topic in TOPICS:
        for question in table_of(topic).questions:
            for answer in question.answers:
                for language in LANGUAGES:
                    assert len(answer.short[language]) <= 20, (question.id, answer.id)


def test_a_table_no_topic_has_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        table_of("laws")


@pytest.mark.parametrize("topic", TOPICS)
def test_the_sheet_for_the_browser_is_the_same_every_time_and_light(topic: str) -> None:
    def made() -> str:
        elections = list(ELECTIONS.values())
        found = sheet(table_of(topic), language="id", contact=CONTACT, elections=elections)
        return json.dumps(found, ensure_ascii=False)

    assert made() == made()
    assert len(made().encode()) < 20_000


def test_nothing_asked_is_nothing_decided() -> None:
    decision = decide(
        table_of("voter"), {}, election=ELECTIONS["regional"], today=date(2024, 11, 1)
    )
    assert decision.state is State.ASKING
    assert decision.needs == ("citizen", "identity")  # a conversation asks for one after the other
    assert decision.unanswered == tuple(one.id for one in table_of("voter").questions)


def test_a_form_complains_of_nothing_that_does_not_matter_any_more() -> None:
    def unanswered(**given: str) -> tuple[str, ...]:
        election = ELECTIONS["general"]
        today = date(2024, 1, 1)
        return decide(table_of("ballots"), given, election=election, today=today).unanswered

    assert unanswered() == ("list", "where")
    assert unanswered(list="dpt", where="home") == ()
    assert unanswered(list="dptb", where="city") == ("constituency_dpr", "constituency_province")


def test_all_words_are_in_both_languages() -> None:
    for section in words().values():
        for name, text in section.items():
            assert set(text) == set(LANGUAGES), name


def test_the_reference_of_the_rules_is_current() -> None:
    again = "write it again: python -m tests.education_rules.describe_rules"
    assert PAGE.read_text(encoding="utf-8") == described(), again
