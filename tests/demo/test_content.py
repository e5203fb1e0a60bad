"""The sample items hold together: as Documents, between the languages, with policy and people."""

import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from sasando import elections
from sasando.demo import content
from sasando.demo.content import (
    CONTENT,
    LANGUAGES,
    PICTURES,
    SampleItem,
    SampleRefused,
    SampleText,
    sample_items,
    spans,
)
from sasando.documents import Document
from sasando.documents.blocks import Block, Span
from sasando.documents.imprint import Party

ITEMS = sample_items()
PEOPLE = tomllib.loads((CONTENT.parent / "people.toml").read_text(encoding="utf-8"))
ORGANISATIONS = {row["code"]: row for row in PEOPLE["organisations"]}
ROLES = {row["username"]: row["roles"] for row in PEOPLE["people"]}
DATA = Path(elections.__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ELECTIONS = {row["kode"]: row for row in rows("elections.csv")}
STAGES = {row["kode"].lower(): row for row in rows("stages-2024.csv")}
VILLAGES = rows("places-kota-kupang-2024.csv")
PLACES = {
    row[f"kode_{level}"]: row for level in ("kota", "kecamatan", "kelurahan") for row in VILLAGES
}
_UNREAD = {"type", "sha256", "href", "content_type", "code", "width", "height"}
each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)


def texts(item: SampleItem) -> Iterator[tuple[str, int, SampleText]]:
    """Yield language, version and text of all that ``item`` says."""
    for language in LANGUAGES:
        yield language, 1, item.texts[language]
        if item.correction:
            yield language, 2, item.correction.texts[language]


def words(block: Block) -> str:
    return " ".join(_strings(block.model_dump(mode="json")))


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case int():
            yield str(value)
        case list():
            for part in value:
                yield from _strings(part)
        case dict():
            for name, part in value.items():
                if name not in _UNREAD:
                    yield from _strings(part)


def numbers(text: str) -> set[str]:
    """Every number in ``text``, without the separators of either language."""
    return {
        re.sub(r"\D", "", found)
        for found in re.findall(r"\d+(?:[.,:]\d+)*", text.replace("−", "-"))
    }


@each_item
def test_an_item_is_a_document_in_both_languages(item: SampleItem) -> None:
    organisation = ORGANISATIONS[item.publisher]
    for language, version, text in texts(item):
        document = Document(
            item=item.uuid,
            version=version,
            kind=item.kind,
            language=language,
            href=f"https://sasando.example/{language}/{item.slugs[language]}/",
            headline=text.headline,
            key_message=text.key_message,
            publisher=Party.model_validate(
                {name: organisation[name] for name in ("code", "name", "kind")}
            ),
            dateline=text.dateline,
            body=text.body,
            audiences=item.audiences,
            pronunciations=item.pronunciations,
        )
        assert document.code
        assert len(document.headline) <= 110
        assert len(document.key_message) <= 200
        assert len(document.images) == len(text.pictures)


@each_item
def test_a_key_message_is_one_sentence(item: SampleItem) -> None:
    for _language, _version, text in texts(item):
        assert re.fullmatch(r"[A-Z0-9].*[^.]\.", text.key_message)
        assert not re.search(r"[.!?]\s", text.key_message)


@each_item
def test_the_languages_say_the_same(item: SampleItem) -> None:
    pairs = [(item.texts["id"], item.texts["en"])]
    if item.correction:
        pairs.append((item.correction.texts["id"], item.correction.texts["en"]))
        assert numbers(item.correction.change["id"]) == numbers(item.correction.change["en"])
    for ours, theirs in pairs:
        assert [block.type for block in ours.body] == [block.type for block in theirs.body]
        assert ours.pictures == theirs.pictures
        assert numbers(ours.headline) == numbers(theirs.headline)
        assert numbers(ours.key_message) == numbers(theirs.key_message)
        for block, same in zip(ours.body, theirs.body, strict=True):
            assert numbers(words(block)) == numbers(words(same)), block


def test_items_and_addresses_are_unique() -> None:
    assert len({item.uuid for item in ITEMS}) == len(ITEMS)
    for language in LANGUAGES:
        slugs = [item.slugs[language] for item in ITEMS]
        assert len(set(slugs)) == len(slugs)
        assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)


def test_every_fate_and_every_block_is_there() -> None:
    states = [item.state for item in ITEMS]
    assert states.count("published") >= 8
    for state in ("waiting-second-officer", "waiting-editor", "waiting-acceptance"):
        assert state in states
    assert {"corrected", "scheduled", "refused", "draft"} <= set(states)
    used = {block.type for item in ITEMS for block in item.body("id")}
    assert used >= {
        "paragraph", "heading", "list", "quote", "question", "facts", "table", "stage",
        "stage-change", "place", "image", "contact", "action",
    }  # fmt: skip


@each_item
def test_a_verdict_says_the_same_in_both_languages(item: SampleItem) -> None:
    ours, theirs = (item.texts[language].verdict for language in LANGUAGES)
    assert ours.keys() == theirs.keys()
    assert bool(ours) == (item.kind == "verdict")
    if ours:
        assert len(ours["reply_for_family"]) <= 700 >= len(theirs["reply_for_family"])
        assert len(ours["sources"]) == len(theirs["sources"]) >= 1
        for name in ("claim", "truth", "reply_for_family"):
            assert numbers(ours[name]) == numbers(theirs[name]), name


@each_item
def test_hard_names_are_in_the_text(item: SampleItem) -> None:
    for language in LANGUAGES:
        read = " ".join(words(block) for block in item.body(language))
        assert all(hard.term in read for hard in item.pronunciations)


@each_item
def test_stages_and_places_of_the_body_are_tagged(item: SampleItem) -> None:
    for block in item.body("id"):
        if block.type in ("stage", "stage-change"):
            assert block.code in item.stages
        if block.type == "place":
            assert block.code in item.places


@each_item
def test_stages_and_places_are_those_of_the_sample_calendar(item: SampleItem) -> None:
    assert set(item.stages) <= STAGES.keys()
    assert set(item.places) <= PLACES.keys()
    assert set(item.elections) <= ELECTIONS.keys()
    for language, suffix in (("id", ""), ("en", "_en")):
        for block in item.body(language):
            if block.type in ("stage", "stage-change"):
                row = STAGES[block.code]
                moved = block.type == "stage-change"
                starts, ends = (
                    (block.was_starts, block.was_ends) if moved else (block.starts, block.ends)
                )
                assert block.name == row[f"tahapan{suffix}"]
                assert block.election == ELECTIONS[row["pemilihan"]][f"nama{suffix}"]
                assert (f"{starts or ''}", f"{ends or ''}") == (row["mulai"], row["selesai"])
            if block.type == "place":
                assert block.name == PLACES[block.code]["kelurahan"]
                assert block.within.startswith(PLACES[block.code]["kecamatan"])
                assert (
                    f"{block.polling_stations or PLACES[block.code]['tps']}"
                    == PLACES[block.code]["tps"]
                )


@each_item
def test_the_policy_agrees_with_the_fate(item: SampleItem) -> None:
    from sasando.desk import policy
    from sasando.documents.vocabulary import Kind, PartyKind

    def seats(person: str) -> list[policy.Seat]:
        return [
            policy.Seat(
                seat["organisation"],
                PartyKind(ORGANISATIONS[seat["organisation"]]["kind"]),
                seat["role"],
            )
            for seat in ROLES[person]
        ]

    def complete(author: str, approvers: tuple[str, ...]) -> bool:
        assert policy.may_write(row, seats(author), item.publisher)
        signed: tuple[policy.Signed, ...] = ()
        for person in approvers:
            case = policy.Case(
                row=row,
                publisher=item.publisher,
                partners=frozenset(item.partners),
                authors=frozenset({people.index(author)}),
                approvals=signed,
            )
            answer = policy.may_approve(
                case,
                person=people.index(person),
                seats=seats(person),
                published=not policy.missing(row, signed),
            )
            assert isinstance(answer, tuple), f"{person}: {answer}"
            signed += (policy.Signed(answer[0].name, people.index(person)),)
        return not policy.missing(row, signed)

    people = list(ROLES)
    corrected = next((other for other in ITEMS if other.key == item.corrects), None)
    row = policy.row_for(Kind(item.kind), corrects=corrected.kind if corrected else None)
    assert complete(item.author, item.approvers) == (item.in_public or item.state == "scheduled")
    if item.correction:
        assert complete(item.correction.author, item.correction.approvers)
    for person in item.accepted_by:
        assert any(policy.may_carry(row, seats(person), code) for code in ORGANISATIONS)


def test_an_erratum_comes_after_the_correction_it_reports() -> None:
    by_key = {item.key: item for item in ITEMS}
    for item in ITEMS:
        if item.corrects:
            wrong = by_key[item.corrects]
            assert wrong.in_public and wrong.at is not None and item.at is not None
            assert (wrong.at.day, wrong.at.time) < (item.at.day, item.at.time)


def test_marks_become_spans() -> None:
    assert spans("Buka [laman](https://a.example/), **lalu** *catat*.") == (
        Span(text="Buka "),
        Span(text="laman", href="https://a.example/"),
        Span(text=", "),
        Span(text="lalu", strong=True),
        Span(text=" "),
        Span(text="catat", emphasis=True),
        Span(text="."),
    )


def test_hours_are_of_the_clock() -> None:
    assert all(isinstance(item.at.time, time) for item in ITEMS if item.at)


def test_pictures_are_light_and_all_used() -> None:
    files = sorted(PICTURES.glob("*.jpg"))
    assert all(path.stat().st_size <= 150_000 for path in files)
    used = {name for item in ITEMS for name in item.texts["id"].pictures}
    assert used == {path.name for path in files}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('state = "published"', 'state = "lost"', "lost"),
        ('approvers = ["siti"]', 'approvers = ["maria"]', "nobody approves"),
        ("day = -48", "day = 48", "days past"),
        ('type = "contact"', 'type = "kontak"', "kontak"),
        ('["TPS lokasi khusus", "2", ', '["TPS lokasi khusus", ', "5 cells"),
        ('related = ["03', 'related = ["99', "no such item: 99"),
        ("uuid =", "uid =", "uuid"),
        ("[id]", "[id", "TOMLDecodeError"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    monkeypatch.setattr(content, "CONTENT", tmp_path)
    for path in CONTENT.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / "02-daftar-pemilih-tetap.toml"
    before = broken.read_text(encoding="utf-8")
    assert old in before
    broken.write_text(before.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SampleRefused, match=re.escape(said)):
        sample_items()


def test_a_correction_that_changes_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "CONTENT", tmp_path)
    name = "06-pemilih-pemula-di-sekolah.toml"
    text = (CONTENT / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace('from = "Di bilik', 'from = "Di kotak'))
    with pytest.raises(SampleRefused, match="nothing to replace"):
        sample_items()


def test_every_person_has_a_role_in_an_organisation() -> None:
    assert len(ROLES) == 10
    for roles in ROLES.values():
        assert roles and all(seat["organisation"] in ORGANISATIONS for seat in roles)
    for row in ORGANISATIONS.values():
        assert row.get("parent") in (None, "pos-kupang")
