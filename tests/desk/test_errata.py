"""Who may put whose text right."""

import pytest
from django.urls import reverse

from sasando.desk import actions
from sasando.desk.exceptions import RuleBroken
from sasando.desk.models import State
from sasando.documents import PartyKind
from sasando.parties.actions import appoint, found_organisation
from sasando.parties.models import Role
from tests.desk.builders import LATER


@pytest.fixture
def other_newsroom(desk):
    """A second newsroom of the desk, with a reporter of its own."""
    found = found_organisation(code="kabar", name="Kabar Timor", kind=PartyKind.NEWSROOM)
    appoint(person=desk.flores, organisation=found, role=Role.REPORTER)
    return found


def erratum_on(desk, wrong, *, by, publisher, **values):
    return desk.item(
        "erratum", by=by, publisher=publisher, corrects=wrong, change_note="Angka.", **values
    )


def test_a_newsroom_puts_nobody_elses_story_right(desk, other_newsroom):
    wrong = desk.published("news", by=desk.reporter)
    item = erratum_on(desk, wrong, by=desk.flores, publisher=other_newsroom)
    with pytest.raises(RuleBroken) as refused:
        actions.propose(item=item, by=desk.flores, at=LATER)
    assert "Pos Kupang" in str(refused.value)


def test_the_commission_puts_no_story_right(desk):
    item = erratum_on(desk, desk.published("news"), by=desk.officer, publisher=desk.kpu)
    with pytest.raises(RuleBroken):
        actions.propose(item=item, by=desk.officer, at=LATER)


def test_a_partner_puts_right_what_it_made_together_with_others(desk):
    wrong = desk.published("partnership")
    item = erratum_on(
        desk, wrong, by=desk.head, publisher=desk.kpu, partners=[desk.pos], title="Ralat bersama"
    )
    version = actions.propose(item=item, by=desk.head, at=LATER)
    for name in ("editor", "officer"):
        version = actions.approve(version=version, by=desk.people[name], at=LATER)
    assert version.state == State.CURRENT


def test_an_erratum_on_an_erratum_is_refused_in_words(desk):
    wrong = desk.published("news")
    first = erratum_on(desk, wrong, by=desk.reporter, publisher=desk.pos)
    version = actions.propose(item=first, by=desk.reporter, at=LATER)
    version = actions.approve(version=version, by=desk.editor, at=LATER)
    second = erratum_on(desk, version, by=desk.reporter, publisher=desk.pos)
    with pytest.raises(RuleBroken) as broken:
        actions.propose(item=second, by=desk.reporter, at=LATER)
    assert len(broken.value.problems) == 1


def test_the_form_offers_what_its_writer_may_put_right(client, desk):
    own, foreign = desk.published("news"), desk.published("release")
    together = desk.published("partnership")
    first = erratum_on(desk, own, by=desk.reporter, publisher=desk.pos)
    erratum = actions.propose(item=first, by=desk.reporter, at=LATER)
    erratum = actions.approve(version=erratum, by=desk.editor, at=LATER)
    client.force_login(desk.reporter)
    section = desk.section("erratum")
    page = client.get(
        reverse("wagtailadmin_pages:add", args=["sasando_desk", "erratum", section.pk])
    )
    offered = {v.pk for v in page.context["form"].fields["corrects"].queryset}
    assert offered == {own.pk, together.pk}
    assert foreign.pk not in offered
    client.force_login(desk.officer)
    page = client.get(
        reverse("wagtailadmin_pages:add", args=["sasando_desk", "erratum", section.pk])
    )
    offered = {v.pk for v in page.context["form"].fields["corrects"].queryset}
    assert offered == {foreign.pk, together.pk}
