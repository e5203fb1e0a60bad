"""The pull API: who may read, that nothing is skipped or repeated, and that it is as described."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate as validate_openapi

from sasando.channels import api
from sasando.channels.models import AccessToken
from sasando.desk import actions as desk_actions
from tests.desk.builders import LATER, NOW, Desk

ROOT = Path(__file__).parents[2]
NINJS = ROOT / "tests/data/ninjs-schema_3.1.json"
DESCRIPTION = ROOT / "docs/reference/pull-api.openapi.json"
ITEMS = "/api/v1/items"
BUDGET = 12  # queries of one page, however many items are on it

Ask = Callable[..., Any]


def token_of(desk: Desk, **dates: Any) -> tuple[AccessToken, str]:
    now = timezone.now()
    return AccessToken.objects.issue(
        organisation=desk.net,
        name="CMS",
        at=now,
        expires_at=dates.get("expires_at", now + timedelta(days=30)),
    )


def get(client: Client, path: str, token: str, **query: Any) -> Any:
    return client.get(path, query, headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def ask(client: Client, desk: Desk) -> Ask:
    """Asks as a partner whose token is good."""
    _row, token = token_of(desk)
    return lambda path=ITEMS, **query: get(client, path, token, **query)


@pytest.mark.parametrize("why", ["none", "unknown", "expired", "revoked"])
def test_without_a_good_token_nothing_is_told_and_a_line_is_logged(
    client: Client, desk: Desk, caplog: pytest.LogCaptureFixture, why: str
) -> None:
    desk.published()
    row, token = token_of(desk)
    if why == "expired":
        AccessToken.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    if why == "revoked":
        AccessToken.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    if why == "unknown":
        token = "sasando_bukan-token"
    with caplog.at_level(logging.WARNING, logger="sasando.channels.api"):
        answer = client.get(ITEMS) if why == "none" else get(client, ITEMS, token)
    assert answer.status_code == 401
    assert "items" not in answer.json()
    told = [line for line in caplog.messages if "pull API" in line]
    assert len(told) == (why != "none")
    assert all(token not in line for line in told)


def test_a_token_is_stored_as_a_digest_only(desk: Desk) -> None:
    row, token = token_of(desk)
    kept = AccessToken.objects.values().get(pk=row.pk)
    assert token not in map(str, kept.values())


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_page_by_page_nothing_is_skipped_and_nothing_comes_twice(
    desk: Desk, ask: Ask, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(api, "PAGE", size)
    # Two at the same instant: the order must not hang on time alone.
    versions = [desk.published(at=NOW + timedelta(minutes=number // 2)) for number in range(7)]
    seen: list[str] = []
    cursor = ""
    while items := (page := ask(cursor=cursor).json())["items"]:
        assert len(items) <= size
        seen += [item["uri"] for item in items]
        cursor = page["next"]
    assert seen == [f"urn:uuid:{version.document.item}" for version in versions]
    assert ask(cursor=cursor).json() == {"items": [], "next": cursor}
    late = desk.published(at=LATER)
    (item,) = ask(cursor=cursor).json()["items"]
    assert item["uri"] == f"urn:uuid:{late.document.item}"


def test_every_item_is_ninjs(desk: Desk, ask: Ask) -> None:
    validator = Draft202012Validator(json.loads(NINJS.read_text()))
    for kind in ("release", "news", "partnership"):
        desk.published(kind)
    items = ask().json()["items"]
    assert len(items) == 3
    for item in items:
        validator.validate(item)


def test_corrections_and_withdrawals_are_listed_as_such(desk: Desk, ask: Ask) -> None:
    first = desk.published()
    item = desk.edit(first.item.specific, by=desk.officer, title="Baru", change_note="Judul.")
    second = desk_actions.propose(item=item, by=desk.officer, at=LATER)
    second = desk_actions.approve(version=second, by=desk.second, at=LATER)
    assert [item["version"] for item in ask().json()["items"]] == ["1", "2"]
    desk_actions.withdraw(version=second, by=desk.second, reason="Keliru.", at=LATER)
    assert ask().json()["items"][-1]["pubStatus"] == "canceled"


def follow(ask: Ask, cursor: str) -> tuple[list[tuple[str, str, str]], str]:
    """What a partner that kept ``cursor`` hears next, and the cursor to keep then."""
    page = ask(cursor=cursor).json()
    told = [(i["uri"][9:], i["pubStatus"], i.get("edNote", "")) for i in page["items"]]
    return told, page["next"]


def test_who_follows_next_hears_of_withdrawal_and_expiry(desk: Desk, ask: Ask) -> None:
    wrong, passing, good = desk.published(), desk.published(valid_until=LATER), desk.published()
    heard, cursor = follow(ask, "")
    assert [uuid for uuid, *_ in heard] == [str(v.document.item) for v in (wrong, passing, good)]
    desk_actions.withdraw(version=wrong, by=desk.second, reason="Keliru.", at=LATER)
    ((uuid, status, note),), cursor = follow(ask, cursor)
    assert (uuid, status) == (str(wrong.document.item), "canceled")
    assert "Keliru." in note
    desk_actions.expire(at=LATER + timedelta(minutes=1))
    ((uuid, _status, note),), cursor = follow(ask, cursor)
    assert uuid == str(passing.document.item)
    assert "berlaku" in note
    assert follow(ask, cursor) == ([], cursor)
    assert [uuid for uuid, *_ in follow(ask, "")[0]] == [
        str(version.document.item) for version in (good, wrong, passing)
    ]


def test_who_follows_next_hears_how_an_urgent_notice_stands(desk: Desk, ask: Ask) -> None:
    version = desk.published("notice")
    heard, cursor = follow(ask, "")
    desk_actions.mark_overdue(at=LATER + timedelta(days=2))
    warned, cursor = follow(ask, cursor)
    assert warned != heard
    desk_actions.confirm_notice(version=version, by=desk.head, at=LATER + timedelta(days=2))
    assert follow(ask, cursor)[0] == heard


def test_since_is_when_something_changed(desk: Desk, ask: Ask) -> None:
    version = desk.published()
    assert ask(since=LATER.isoformat()).json()["items"] == []
    desk_actions.withdraw(version=version, by=desk.second, reason="Keliru.", at=LATER)
    assert len(ask(since=LATER.isoformat()).json()["items"]) == 1


def test_what_is_not_published_cannot_be_read(desk: Desk, ask: Ask) -> None:
    waiting = desk.proposed()
    assert ask().json()["items"] == []
    assert ask(f"{ITEMS}/{waiting.code}").status_code == 404
    assert ask(f"{ITEMS}/{waiting.code}/document").status_code == 404
    assert ask(f"{ITEMS}/bukan-kode").status_code == 404


def test_one_version_as_ninjs_and_as_document(desk: Desk, ask: Ask) -> None:
    version = desk.published()
    assert ask(f"{ITEMS}/{version.code}").json() in ask().json()["items"]
    assert ask(f"{ITEMS}/{version.code.lower()}").status_code == 200
    told = ask(f"{ITEMS}/{version.code}/document").json()
    assert told["digest"] == version.digest
    assert told["document"]["headline"] == version.headline


def test_filters_by_kind_language_and_time(desk: Desk, ask: Ask) -> None:
    desk.published("release")
    desk.published("news", language="en", at=LATER)
    for query, titles in (
        ({"kind": "release"}, 1),
        ({"language": "en"}, 1),
        ({"since": LATER.isoformat()}, 1),
        ({"kind": "release", "language": "en"}, 0),
        ({}, 2),
    ):
        assert len(ask(**query).json()["items"]) == titles


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "bukan"},
        {"cursor": "WzEsMl0="},
        {"cursor": "bnVsbA=="},
        {"cursor": "é"},
        {"cursor": "WyIyMDI0LTA5LTIwIiwgMV0="},
        {"kind": "x"},
        {"since": "kemarin"},
        {"since": "2024-09-20T01:00:00"},  # whose clock?
    ],
)
def test_rubbish_is_refused_with_the_reason(desk: Desk, ask: Ask, query: dict[str, str]) -> None:
    answer = ask(**query)
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]


def test_a_page_keeps_its_budget_however_much_is_on_it(
    desk: Desk, ask: Ask, django_assert_max_num_queries: Any
) -> None:
    for _number in range(5):
        desk.published()
    with django_assert_max_num_queries(BUDGET):
        assert len(ask().json()["items"]) == 5
    for _number in range(50):
        desk.published()
    with django_assert_max_num_queries(BUDGET):
        assert len(ask().json()["items"]) == api.PAGE


def described() -> str:
    """The description as it is kept in the docs: what the running API says of itself."""
    schema = json.loads(json.dumps(api.api.get_openapi_schema(path_prefix="/api/v1/")))
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def test_the_description_is_openapi() -> None:
    validate_openapi(json.loads(described()))


def test_the_description_is_served(client: Client, db: None) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["paths"].keys() == json.loads(described())["paths"].keys()


def test_the_kept_description_is_current() -> None:
    kept = DESCRIPTION.read_text()
    assert kept == described(), "write it again: python -m tests.channels.describe_api"
