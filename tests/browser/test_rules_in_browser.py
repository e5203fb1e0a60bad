"""The cases of the law, put to the script that answers in the browser: the same as on the server."""

import json
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser

from sasando.education.rules import LANGUAGES, decide, headline, read_date, sheet, speak, table_of
from sasando.education.rules.tables import TOPICS
from tests.education_rules.cases import CONTACT, ELECTIONS, Case, cases

SCRIPT = "src/sasando/site/static/sasando_site/aturan.js"


def on_the_server(case: Case, language: str) -> dict[str, Any]:
    table, election = table_of(case.topic), ELECTIONS.get(case.election)
    decision = decide(table, case.answers, election=election, today=case.today)
    said = speak(decision, language=language, contact=CONTACT, election=election)
    return {
        "state": decision.state.value,
        "needs": list(decision.needs),
        "unanswered": list(decision.unanswered),
        "problems": dict(decision.problems),
        "headline": headline(table, decision, language),
        "findings": [
            {
                "rule": one.rule,
                "about": one.about,
                "gives": one.gives,
                "verdict": one.verdict,
                "quiet": one.quiet,
                "text": one.text,
                "more": one.more,
                "laws": [[law.cite, law.note, law.href] for law in one.laws],
            }
            for one in said
        ],
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_is_answered_alike_in_the_browser_and_on_the_server(
    browser: Browser, language: str
) -> None:
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    sheets = {
        topic: sheet(
            table_of(topic),
            language=language,
            contact=CONTACT,
            elections=list(ELECTIONS.values()),
        )
        for topic in TOPICS
    }
    asked = [
        {
            "topic": case.topic,
            "given": case.answers,
            "election": case.election,
            "today": [case.today.year, case.today.month, case.today.day],
        }
        for case in cases()
    ]
    answers = page.evaluate(
        """([sheets, asked]) => asked.map((one) => window.sasandoRules.decide(
            sheets[one.topic], one.given, one.election, one.today))""",
        [json.loads(json.dumps(sheets)), asked],
    )
    page.close()
    assert len(answers) == len(cases()) >= 60
    different = {
        str(case): (answer, on_the_server(case, language))
        for case, answer in zip(cases(), answers, strict=True)
        if answer != on_the_server(case, language)
    }
    assert different == {}


def test_every_day_is_read_alike(browser: Browser) -> None:
    """Dates as people write them, days that exist and days that do not."""
    today = date(2026, 11, 29)
    texts = [
        f"{day}{between}{month}{between}{year}"
        for between in ("-", "/", " . ")
        for year in (1900, 1906, 1907, 2000, 2007, 2008, 2026, 2100)
        for month in (0, 1, 2, 4, 11, 12, 13)
        for day in (0, 1, 28, 29, 30, 31, 32)
    ]
    texts += ["27112007", "20071127", "27 Nop 2007", "1 mei 99", "", "  ", "x" * 41, "7-7-7-7"]
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    months = sheet(table_of("voter"), language="id", contact="")["monthNames"]
    read = page.evaluate(
        """([texts, months]) => texts.map((text) =>
            window.sasandoRules.readDate(text, [2026, 11, 29], months))""",
        [texts, months],
    )
    page.close()
    for text, (day, wrong) in zip(texts, read, strict=True):
        found, problem = read_date(text, today)
        expected = [found.year, found.month, found.day] if found else None
        assert (day, wrong) == (expected, problem), text
