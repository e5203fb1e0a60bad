"""Each table says what happened, no more than everybody may know, and marks what it withholds."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.accounts.package import Cell, Resource, read, write
from sasando.accounts.packing import package_at
from sasando.accounts.tables.gathered import NAMES, all_defined, all_tables
from sasando.desk.models import LogLeaf
from sasando.openness import actions as openness
from sasando.parties.models import PublicSigningKey
from sasando.trust.heads import HEAD_FORMAT, SignedHead, verify_head
from tests.accounts.conftest import APPLICANT, HOUR, NIGHT, WITHDRAWN, Busy
from tests.accounts.test_frictionless import validate
from tests.desk.builders import NOW, Desk
from tests.reach.sent import asker, claim, tip, told

BUDGET = 170  # queries of a year, whatever there is of it, and of each day of the log


@pytest.fixture
def tables(busy: Busy) -> dict[str, Resource]:
    return {table.name: table for table in all_tables(at=NIGHT)}


def records(table: Resource, **which: Cell) -> list[dict[str, Cell]]:
    return [
        row for row in table.records() if all(row[name] == value for name, value in which.items())
    ]


def only(table: Resource, **which: Cell) -> dict[str, Cell]:
    (row,) = records(table, **which)
    return row


def test_a_house_without_anything_has_all_tables(db: None) -> None:
    found = all_tables(at=NIGHT)
    assert tuple(table.name for table in found) == NAMES
    assert [table.name for table in all_defined()] == list(NAMES)
    full = {table.name for table in found if table.rows}
    assert full == {"approval-policy", "kinds", "audiences", "measures", "rumours"}


def test_the_package_of_a_busy_house_holds_before_the_tool(busy: Busy, tmp_path: Path) -> None:
    write(package_at(NIGHT, version="1"), tmp_path / "package")
    report = validate(tmp_path / "package")
    assert report["valid"], [task["errors"] for task in report["tasks"] if task["errors"]]
    empty = {one.name for one in read(tmp_path / "package").resources if not one.rows}
    assert empty == {"agreement-goals"}


def test_what_was_promised_and_delivered(tables: dict[str, Resource]) -> None:
    agreement = only(tables["agreements"])
    assert (agreement["number"], agreement["value"], agreement["paid"]) == (
        "12/PKS/2024",
        148_000_000,
        True,
    )
    story = only(tables["deliverables"], code="berita")
    assert (story["promised"], story["delivered"], story["late"]) == (2, 1, 0)
    assert (story["reach_promised"], story["reach_counted"]) == (None, None)


def test_a_gap_is_no_zero_and_measures_are_not_added_up(tables: dict[str, Resource]) -> None:
    def of(measure: str, by: str = "channel", group: str = "facebook") -> dict[str, Cell]:
        return only(tables["reach"], by=by, group=group, measure=measure)

    views = of("views")
    assert (views["value"], views["counted"], views["missing"]) == (1_120, 2, 1)
    assert of("shares")["value"] == 3
    unread = of("not-counted", group="network")
    assert (unread["value"], unread["missing"]) == (None, 1)
    assert of("views", "month", "2024-09")["value"] == 1_120
    assert {row["year"] for row in tables["reach"].records()} == {2024}


def test_rumours_are_counted_and_few_people_are_not_told(tables: dict[str, Resource]) -> None:
    month = only(tables["rumours"], month="2024-09")
    assert (month["messages"], month["at_once"], month["later"]) == (4, 1, 3)
    assert (month["rumours"], month["settled"]) == (1, 1)
    assert (month["hours_median"], month["times_withheld"]) == (None, True)
    assert (month["people_asked"], month["people_told"]) == (None, None)
    assert (month["told_percent"], month["people_withheld"]) == (None, True)


def test_a_share_that_would_tell_a_withheld_count_is_withheld_with_it(busy: Busy) -> None:
    one = claim(NOW, state="settled", closed_at=NOW + HOUR)
    people = [asker(busy.desk, number, NOW) for number in range(10, 20)]
    for who in people:
        tip(NOW, "unknown", claim=one, asker=who, known_id="verdict:1")
    told(people[0], NOW + HOUR, tip=one.tips.first())
    tables = {table.name: table for table in all_tables(at=NIGHT)}
    month = only(tables["rumours"], month="2024-09")
    assert month["people_asked"] == 13 and month["people_withheld"]
    assert (month["people_told"], month["told_percent"]) == (None, None)


def test_corrections_and_the_copies_that_followed(tables: dict[str, Resource]) -> None:
    one = only(tables["corrections"], what="correction")
    assert (one["copies"], one["followed"], one["hours"]) == (3, 2, None)
    assert (one["headline"], one["kind"]) == ("=Judul yang menghitung", "news")
    total = only(tables["corrections-by-year"], what="correction")
    assert (total["year"], total["number"], total["copies"], total["followed"]) == (2024, 1, 3, 2)
    assert only(tables["recall-gaps"])["copies"] == 1
    gone = only(tables["corrections"], what="withdrawal")
    assert (gone["headline"], gone["change"]) == (None, "Tanpa bukti.")


def test_requests_by_year_and_month(tables: dict[str, Resource]) -> None:
    year = only(tables["requests"])
    assert (year["year"], year["received"], year["answered"], year["in_time"]) == (2024, 1, 1, 1)
    assert (year["granted"], year["refused"], year["still_open"]) == (1, 0, 0)
    month = only(tables["requests-by-month"])
    assert (month["month"], month["received"], month["answered"]) == ("2024-09", 1, 1)
    assert month["median_days"] == year["median_days"]
    assert only(tables["request-details"], part="way", code="web")["requests"] == 1


def test_what_was_published_month_by_month(tables: dict[str, Resource]) -> None:
    news = only(tables["publications"], kind="news")
    assert (news["month"], news["language"]) == ("2024-09", "id")
    assert (news["published"], news["new_versions"], news["withdrawn"]) == (2, 1, 1)
    assert only(tables["publications-by-year"], kind="news")["published"] == 2


def test_the_newest_head_of_the_log_is_signed_and_every_day_has_one(
    tables: dict[str, Resource], busy: Busy
) -> None:
    heads = list(tables["log-heads"].records())
    assert [head["size"] for head in heads] == [LogLeaf.objects.count()]
    newest: dict[str, Any] = heads[-1]
    head = SignedHead.from_json(
        {"format": HEAD_FORMAT, "at": newest["signed_at"]}
        | {name: newest[name] for name in ("size", "root", "key_id", "signature")}
    )
    key = PublicSigningKey.objects.get(organisation=busy.desk.kpu)
    assert verify_head(head, key.key)


def test_nobody_is_in_it_and_nothing_that_was_taken_back(busy: Busy, tmp_path: Path) -> None:
    write(package_at(NIGHT, version="1"), tmp_path / "package")
    text = "".join(
        path.read_text()
        for path in (tmp_path / "package").rglob("*.*")
        if path.suffix != ".parquet"
    )
    people = [person.get_full_name() for person in busy.desk.people.values()]
    private = [*people, APPLICANT, "warga.example", "Ani Lado", "asker-", WITHDRAWN]
    assert [words for words in private if words in text] == []


def test_what_is_open_is_not_answered(desk: Desk) -> None:
    openness.receive(
        organisation=desk.kpu,
        applicant=openness.Applicant(kind="group", name="Forum", address="Kupang", contact=""),
        filing=openness.Filing(text="Anggaran sosialisasi 2024.", via="desk", language="id"),
        at=NOW,
    )
    tables = {table.name: table for table in all_tables(at=NIGHT)}
    month = only(tables["requests-by-month"])
    assert (month["received"], month["answered"], month["still_open"]) == (1, 0, 1)
    assert month["median_days"] is None
    assert only(tables["requests"])["mean_days"] is None


def test_what_is_read_does_not_grow_with_what_there_is(
    busy: Busy,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(BUDGET) as before:
        all_tables(at=NIGHT)
    for number in range(5):
        busy.desk.published("news", title=f"Berita {number}", slug=f"berita-{number}")
        tip(NOW + timedelta(minutes=number), "answered", answered_at=NOW + HOUR)
    with django_assert_num_queries(len(before)):
        all_tables(at=NIGHT)


def test_the_dictionary_says_every_code_in_both_languages() -> None:
    for table in all_defined():
        for field in table.fields:
            said = [field.title, field.description, *field.values.values()]
            assert all(words.id and words.en for words in said), (table.name, field.name)
    codes = {code for one in all_defined() for f in one.fields for code in f.values}
    assert not {code for code in codes if code != code.strip()}
    assert json.dumps(sorted(codes))
