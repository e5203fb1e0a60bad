"""Episodes at the desk: what they announce is complete, signed by both sides, and told everywhere."""

from datetime import timedelta

import pytest

from sasando.desk import actions
from sasando.desk.exceptions import RuleBroken
from sasando.desk.models import State
from sasando.desk.rules import problems_of
from sasando.rendering.html import article_html
from sasando.rendering.html.setting import Setting
from sasando.rendering.text import plain_text
from sasando.rendering.whatsapp import whatsapp_messages
from tests.desk.builders import NOW, Desk


def test_an_episode_is_out_when_an_editor_and_an_officer_said_yes(desk: Desk) -> None:
    version = desk.proposed("episode")
    version = actions.approve(version=version, by=desk.editor, at=NOW)
    assert version.state == State.PROPOSED
    version = actions.approve(version=version, by=desk.officer, at=NOW)
    assert version.state == State.CURRENT
    statement = version.document.episode
    assert statement is not None
    assert [person.name for person in statement.guests] == ["Maria Bria", "Nus Manafe"]
    assert statement.guests[1].gender is None  # he did not say
    assert version.path == f"/acara/{version.slug}/"
    assert {p.term: p.respelling for p in version.document.pronunciations} == {
        "Maria Bria": "BRI-a"
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"purpose": " "}, "Say what the episode is for."),
        ({"starts_at": None}, "Say when the episode starts."),
        ({"ends_at": NOW + timedelta(days=1)}, "ends before it starts"),
        ({"people": []}, "Name at least one host."),
    ],
)
def test_what_an_episode_lacks_is_named(desk: Desk, change: dict, said: str) -> None:
    item = desk.item("episode", **change)
    assert any(said in problem for problem in problems_of(item, at=NOW))
    with pytest.raises(RuleBroken):
        actions.propose(item=item, by=desk.reporter, at=NOW)


def test_a_new_guest_takes_the_approvals_back(desk: Desk) -> None:
    version = desk.proposed("episode")
    actions.approve(version=version, by=desk.editor, at=NOW)
    people = [*version.item.specific.people.all()]
    people[2].name = "Orang Lain"
    desk.edit(version.item.specific, by=desk.reporter, people=people)
    version.refresh_from_db()
    assert version.state == State.VOID


def test_who_speaks_keeps_its_reference_through_revisions(desk: Desk) -> None:
    item = desk.item("episode")
    before = [person.ref for person in item.people.all()]
    again = desk.edit(item, by=desk.reporter, title="Judul lain")
    after = [p.ref for p in again.get_latest_revision_as_object().people.all()]
    assert before == after


def test_every_channel_says_when_where_and_who(desk: Desk) -> None:
    document = desk.published("episode").document
    text = plain_text(document, site_url="https://x.example")
    html = article_html(document, setting=Setting(site_url="https://x.example", site_name="x"))
    for told in (text, html, "\n".join(whatsapp_messages(document))):
        for words in ("Minggu, 22 September 2024, 09.00 WITA", "Studio Pos Kupang", "Maria Bria"):
            assert words in told, (words, told)


def test_what_touches_the_campaign_is_not_planned_into_the_quiet_period(desk: Desk) -> None:
    quiet = NOW.replace(month=11, day=25)
    times = {"starts_at": quiet, "ends_at": quiet + timedelta(hours=1)}
    item = desk.item("episode", campaign_like=True, **times)
    assert any("is locked until" in problem for problem in problems_of(item, at=NOW))
    assert not problems_of(desk.item("episode", **times), at=NOW)
