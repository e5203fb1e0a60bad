"""What is due goes, what is said beforehand is what goes, and nothing is kept without a reason."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import transaction
from django.utils import timezone

from sasando.claims.models import Asker, Reply, Tip
from sasando.duties import all_duties
from sasando.parties.models import Person
from sasando.retention import rules
from sasando.retention.actions import carry_out, retain
from sasando.retention.declared import schedule
from sasando.retention.models import Run
from sasando.retention.rules import Files, Rows
from sasando.retention.standing import standings
from tests.claims.claims import an_inbox
from tests.desk.builders import Desk
from tests.retention.leftovers import LEAVE, leave

KEYS = [rule.key for rule in schedule().rules]


def named() -> set[str]:
    """Every model that a rule or a reason to stay names."""
    house = schedule()
    return {name for one in (*house.rules, *house.stays) for name in one.models}


def test_every_kind_of_data_has_a_rule_or_a_stated_reason_to_stay() -> None:
    there = {model._meta.label for model in apps.get_models() if not model._meta.proxy}
    assert there - named() == set(), "say in the room's retention.py how long it is kept, or why"
    ours = {name for name in named() if name.startswith("sasando_")}
    assert ours - there == set(), "there is no such model"


def test_no_two_rules_have_one_name_and_each_says_what_it_should() -> None:
    assert len(set(KEYS)) == len(KEYS)
    for rule in schedule().rules:
        words = (rule.kind, rule.personal, rule.counted_from, rule.why, rule.basis)
        assert all(str(word).strip() for word in words), rule.key
        if rule.bounds is not None:
            least, most = rule.bounds
            assert least <= rule.usual <= most, rule.key
        if rule.follows:
            other = schedule().rule(rule.follows)
            assert (rule.usual, rule.bounds) == (other.usual, other.bounds), rule.key


def test_every_rule_is_tried_here() -> None:
    assert set(LEAVE) == set(KEYS)


def found(key: str, at: datetime) -> list[Any]:
    """What is due by a rule, as keys or paths."""
    rule = schedule().rule(key)
    [standing] = [one for one in standings(at) if one.rule.key == key]
    due = rule.due(at, standing.kept)
    assert due.count() == standing.due
    if isinstance(due, Rows):
        return sorted(due.found.values_list("pk", flat=True), key=str)
    return sorted(path for path, _since in due.found)


@pytest.mark.parametrize("key", KEYS)
def test_what_is_over_is_due_goes_and_is_due_no_more(desk: Desk, key: str) -> None:
    at = timezone.now()
    before = found(key, at)
    leave(desk, key, at=at)
    due = [one for one in found(key, at) if one not in before]
    assert len(due) == 1, "the old one and not the fresh one"
    [standing] = [one for one in standings(at) if one.rule.key == key]
    assert standing.oldest is not None and standing.oldest < at
    assert retain(at=at, only=key) == {key: len(before) + 1}
    assert found(key, at) == []
    assert retain(at=at, only=key) == {key: 0}
    assert Run.objects.get(rule=key).gone == len(before) + 1
    later = found(key, at + timedelta(days=4))
    assert later, "the fresh one is still there, and due in its turn"


def everything() -> dict[str, dict[str, str]]:
    """Every row of the database by its table, as JSON."""
    tables: dict[str, dict[str, str]] = {}
    for model in apps.get_models():
        rows = serializers.serialize("python", model._base_manager.all())
        tables[model._meta.label] = {
            str(row["pk"]): json.dumps(row["fields"], default=str) for row in rows
        }
    return tables


def changed(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def talked_once(desk: Desk, then: datetime) -> None:
    """Somebody asked and was answered: one rule takes what another would come to."""
    inbox = an_inbox(desk)
    asker = Asker.objects.create(
        inbox=inbox, code="talked", locked_address="x", first_at=then, last_at=then
    )
    Tip.objects.create(asker=asker, received_at=then, ready_at=then, text="x", state="quiet")
    Reply.objects.create(
        asker=asker,
        inbox=inbox,
        reason="answer",
        text="x",
        key="talked",
        code="talked",
        state="sent",
        created_at=then,
        due_at=then,
    )


def test_the_dry_run_and_the_run_agree_and_nothing_else_changes(desk: Desk, house: Path) -> None:
    at = timezone.now()
    for key in KEYS:
        leave(desk, key, at=at)
    talked_once(desk, at - timedelta(days=31))
    before = everything()
    said = {one.rule.key: one.due for one in standings(at)}
    assert everything() == before, "a dry run changes nothing"
    assert retain(at=at) == said
    assert all(said.values())
    may = {name for rule in schedule().rules for name in rule.models}
    assert changed(before, everything()) <= may | {
        "sasando_retention.Run",
        "sasando_reach.PageViews",
    }
    assert {one.due for one in standings(at)} == {0}


def test_what_breaks_off_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_AT_ONCE", 2)
    at = timezone.now()
    old = at - timedelta(days=31)
    for number in range(5):
        Tip.objects.create(received_at=old, ready_at=old, text=f"{number}", state="quiet")
    parts: Iterator[int] = carry_out(rule=schedule().rule("claims.tips"), at=at)
    assert next(parts) == 2
    parts.close()  # as when the process is killed
    assert Tip.objects.exclude(text="").count() == 3
    assert retain(at=at, only="claims.tips") == {"claims.tips": 3}


def test_who_writes_while_they_are_due_is_not_forgotten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = timezone.now()
    old, _fresh = leave(desk, "claims.askers", at=at)
    assert isinstance(old, Asker)
    atomic = transaction.atomic

    def writes_first(*args: Any, **kwargs: Any) -> Any:
        Asker.objects.filter(pk=old.pk).update(last_at=at)
        return atomic(*args, **kwargs)

    monkeypatch.setattr(rules.transaction, "atomic", writes_first)
    assert sum(carry_out(rule=schedule().rule("claims.askers"), at=at)) == 0
    assert Asker.objects.filter(pk=old.pk).exists()


def files(house: Path) -> list[Path]:
    return [path for path in (house / "media").rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_files_go_once_it_is_sure(desk: Desk, house: Path) -> None:
    at = timezone.now()
    for key in ("claims.dropped-evidence", "partnership.copies"):
        leave(desk, key, at=at)
    retain(at=at)
    assert sorted(path.name.split("-")[-1].split(".")[0] for path in files(house)) == [
        "fresh",
        "fresh",
    ]


def test_who_left_keeps_name_and_office_and_nothing_else(desk: Desk) -> None:
    at = timezone.now()
    Person.objects.filter(pk=desk.reporter.pk).update(
        is_active=False, last_login=at - timedelta(days=400)
    )
    retain(at=at, only="house.leavers")
    left = Person.objects.get(pk=desk.reporter.pk)
    assert (left.email, left.get_full_name()) == ("", "Rambu Praing")
    assert not left.has_usable_password()
    assert Person.objects.get(pk=desk.editor.pk).email, "who works here is left alone"


def test_the_worker_does_it(desk: Desk) -> None:
    at = timezone.now()
    leave(desk, "claims.askers", at=at)
    leave(desk, "channels.notes", at=at)
    for duty in all_duties():
        if getattr(getattr(duty, "duty", None), "__qualname__", "").startswith("_forgetting"):
            duty(at)
    assert {one.due for one in standings(at)} == {0}


def test_quiet_runs_are_noted_once_an_hour(desk: Desk) -> None:
    at = timezone.now().replace(hour=4, minute=0)
    retain(at=at, only="channels.notes")
    for minutes in (10, 20):
        retain(at=at + timedelta(minutes=minutes), only="channels.notes")
    run = Run.objects.get(rule="channels.notes")
    assert (run.at, run.gone) == (at, 0)
    retain(at=at + timedelta(hours=2), only="channels.notes")
    assert Run.objects.get(rule="channels.notes").at == at + timedelta(hours=2)


def test_files_that_somebody_removed_meanwhile_are_no_matter(desk: Desk, house: Path) -> None:
    at = timezone.now()
    path, _fresh = leave(desk, "live.uploads", at=at)
    rule = schedule().rule("live.uploads")
    due = rule.due(at, timedelta(days=2))
    assert isinstance(due, Files)
    assert isinstance(path, Path)
    path.unlink()
    assert list(due.carry_out(rule.forget, at)) == []
