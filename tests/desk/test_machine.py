"""Whatever the order of what people do, nothing is out that the policy did not let out."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sasando.desk import actions
from sasando.desk.exceptions import DeskError
from sasando.desk.models import Item, State, Version
from sasando.documents import Kind
from tests.desk.builders import NOW, Desk

_NAMES = st.sampled_from(
    ["officer", "second", "head", "reporter", "editor", "chief", "business", "flores"]
)
_KINDS = st.sampled_from(["release", "notice", "news", "partnership"])


class Newsroom(RuleBasedStateMachine):
    """People edit, propose, approve, refuse, publish and withdraw in any order."""

    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.items: list[int] = []
        self.at = NOW
        self.wrote: dict[int, set[int]] = {}  # since the last published version, by item

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def _now(self):
        self.at += timedelta(minutes=1)
        return self.at

    def _pick(self, number: int):
        if not self.items:
            return None
        return Item.objects.get(pk=self.items[number % len(self.items)]).specific

    def _version(self, number: int):
        versions = list(Version.objects.order_by("pk"))
        return versions[number % len(versions)] if versions else None

    def _try(self, verb, **arguments):
        try:
            version = verb(**arguments)
        except DeskError:
            return
        if isinstance(version, Version) and version.state == State.CURRENT:
            self.wrote[version.item_id] = set()

    @rule(kind=_KINDS)
    def write(self, kind):
        item = self.desk.item(kind)
        self.items.append(item.pk)
        self.wrote[item.pk] = {item.owner_id}

    @rule(number=st.integers(0, 9), name=_NAMES)
    def edit(self, number, name):
        item = self._pick(number)
        if item is not None:
            person = self.desk.people[name]
            title = f"Judul {self._now():%H%M}"
            self.desk.edit(item, by=person, title=title, change_note="Judul diperbaiki.")
            self.wrote[item.pk].add(person.pk)

    @rule(number=st.integers(0, 9), name=_NAMES)
    def propose(self, number, name):
        item = self._pick(number)
        if item is not None:
            self._try(actions.propose, item=item, by=self.desk.people[name], at=self._now())

    @rule(number=st.integers(0, 9), name=_NAMES)
    def approve(self, number, name):
        version = self._version(number)
        if version is None:
            return
        person = self.desk.people[name]
        authors = set(self.wrote[version.item_id])
        before = version.approvals.count()
        self._try(actions.approve, version=version, by=person, at=self._now())
        if person.pk in authors and version.state in (State.PROPOSED, State.APPROVED):
            assert version.approvals.count() == before

    @rule(number=st.integers(0, 9), name=_NAMES)
    def refuse(self, number, name):
        version = self._version(number)
        if version is not None:
            person = self.desk.people[name]
            self._try(actions.refuse, version=version, by=person, reason="x", at=self._now())

    @rule(number=st.integers(0, 9))
    def publish(self, number):
        version = self._version(number)
        if version is not None:
            self._try(actions.publish, version=version, at=self._now())

    @rule(number=st.integers(0, 9))
    def publish_by_wagtail(self, number):
        item = self._pick(number)
        if item is not None:
            with pytest.raises(DeskError):
                item.latest_revision.publish()

    @rule(number=st.integers(0, 9), name=_NAMES)
    def withdraw(self, number, name):
        version = self._version(number)
        if version is not None:
            person = self.desk.people[name]
            self._try(actions.withdraw, version=version, by=person, reason="x", at=self._now())

    @invariant()
    def nothing_is_out_without_its_approvals(self):
        for version in Version.objects.public():
            people = [approval.person_id for approval in version.approvals.all()]
            assert not version.missing_approvals()
            assert len(people) == len(set(people)) >= 1
            assert not set(people) & set(version.authors)
            assert {a.digest for a in version.approvals.all()} == {version.digest}
            if version.kind == Kind.PARTNERSHIP:
                parties = {a.organisation.code for a in version.approvals.all()}
                assert parties == {"kpu", "pos"}
            elif version.kind == Kind.NEWS:
                assert all(a.organisation.code == "pos" for a in version.approvals.all())

    @invariant()
    def a_page_is_live_exactly_while_a_version_stands(self):
        for item in Item.objects.filter(pk__in=self.items):
            current = item.current_version
            assert item.live == (current is not None)
            if current is not None:
                assert item.live_revision_id == current.revision_id


def test_no_order_of_events_gets_past_the_policy(desk):
    class Ours(Newsroom):
        pass

    Ours.desk = desk
    run_state_machine_as_test(
        Ours,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
