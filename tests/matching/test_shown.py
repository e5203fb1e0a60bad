"""Pictures in the index: known again by every process, after every write, and answered with care."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from sasando.matching import Index, Known, Message, Outcome, Source
from sasando.matching.decision import How
from sasando.matching.index import Store, writing
from sasando.matching.pictures import Picture, print_of
from tests.matching_pictures.gallery import picture

AT = datetime(2024, 11, 20, 8, tzinfo=UTC)
PLAIN = [number for number in range(20) if number % 4 != 3]  # every fourth is a poster


@cache
def looks(number: int) -> Picture:
    return print_of(picture(number))


@cache
def forwarded(number: int) -> bytes:
    """Return the picture as it comes round: cut, smaller, saved again."""
    image = picture(number)
    wide, high = image.size
    image = image.crop((wide // 12, high // 20, wide, high)).resize((wide * 2 // 3, high * 2 // 3))
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=55)
    return out.getvalue()


def known(name: str, *numbers: int, **others: object) -> Known:
    given = {"title": f"Foto lama yang beredar lagi dengan cerita {name}"} | others
    return Known(id=name, source=Source.CHECK, pictures=tuple(map(looks, numbers)), **given)  # type: ignore[arg-type]


def ids(index: Index, number: int) -> list[str]:
    return [hit.known for hit in index.store.shown(looks(number))]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = Index.open(tmp_path)
    index.put([known("check:nol", 12), known("check:tanpa"), known("check:dua", 1, 2)])
    return index


def test_a_known_picture_answers_without_a_word(index: Index) -> None:
    decision = index.answer(Message(pictures=(forwarded(12),)), at=AT)
    assert (decision.outcome, decision.matches[0].how) == (Outcome.ANSWER, How.PICTURE)
    assert decision.matches[0].known.id == "check:nol"


def test_an_unknown_picture_is_looked_into_not_asked_back(index: Index) -> None:
    assert index.answer(Message(pictures=(forwarded(4),)), at=AT).outcome is Outcome.ABSTAIN


def test_what_is_no_picture_says_nothing(index: Index) -> None:
    decision = index.answer(Message(pictures=(b"no picture", b"")), at=AT)
    assert decision.outcome is Outcome.ASK


def test_without_tesseract_a_picture_is_known_by_its_looks(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert index.answer(Message(pictures=(forwarded(12),)), at=AT).outcome is Outcome.ANSWER


def test_an_old_picture_with_a_new_claim_is_offered_not_answered(index: Index) -> None:
    claim = "Gubernur ditangkap polisi semalam karena membawa kotak suara pulang ke rumah dinas"
    decision = index.answer(Message(text=claim, prints=(looks(12),)), at=AT)
    assert decision.outcome is Outcome.SUGGEST
    assert decision.matches[0].known.id == "check:nol"


def test_where_letters_stand_in_the_picture_looks_only_suggest(index: Index) -> None:
    decision = index.answer(Message(prints=(looks(2),)), at=AT)
    assert decision.outcome is Outcome.SUGGEST
    assert [match.known.id for match in decision.matches] == ["check:dua"]


def test_a_picture_of_two_things_known_is_offered(index: Index) -> None:
    index.put([known("check:lain", 12)])
    decision = index.answer(Message(prints=(looks(12),)), at=AT)
    assert decision.outcome is Outcome.SUGGEST
    assert {match.known.id for match in decision.matches} == {"check:nol", "check:lain"}


def test_twins_of_one_picture_are_answered_in_the_language_asked(index: Index) -> None:
    index.put(
        [known("a", 16, cluster="c", language="id"), known("b", 16, cluster="c", language="en")]
    )
    (match,) = index.answer(Message(prints=(looks(16),)), at=AT, language="en").matches
    assert (match.known.id, [twin.id for twin in match.twins]) == ("b", ["a"])


def test_what_is_out_of_date_is_not_answered_by_its_picture(index: Index) -> None:
    index.put([known("check:usang", 16, valid_until=datetime(2024, 11, 1, tzinfo=UTC))])
    assert index.answer(Message(prints=(looks(16),)), at=AT).outcome is Outcome.ABSTAIN


def test_a_remembered_picture_is_recognised_until_it_is_forgotten(
    index: Index, tmp_path: Path
) -> None:
    other = Index.open(tmp_path)
    index.remember("check:tanpa", Message(pictures=(forwarded(8),)))
    decision = other.answer(Message(prints=(looks(8),)), at=AT)
    assert [match.known.id for match in decision.matches] == ["check:tanpa"]
    index.forget("check:tanpa", Message(pictures=(forwarded(8),)))
    assert other.answer(Message(prints=(looks(8),)), at=AT).outcome is Outcome.ABSTAIN


def test_pictures_outlive_merges_folds_and_replacements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SMALL", 2)
    monkeypatch.setattr(writing, "LOG", 2)
    index = Index.open(tmp_path)
    for number in PLAIN[:8]:
        index.put([known(f"known:{number}", number), known(f"bare:{number}")])
    for number in PLAIN[8:12]:
        index.remember("bare:0", Message(prints=(looks(number),)))
    index.put([known("known:0", 16)])  # its picture is another now
    index.remove(["known:1"])
    for state in (index, Index.open(tmp_path)):
        assert ids(state, 0) == ids(state, 1) == []
        assert ids(state, 16) == ["known:0"]
        assert all(ids(state, number) == [f"known:{number}"] for number in PLAIN[2:8])
        assert all(ids(state, number) == ["bare:0"] for number in PLAIN[8:12])
    index.store.verify()
    index.remove(["bare:0"])
    assert ids(index, PLAIN[8]) == []


def test_a_rebuilt_index_keeps_the_pictures_remembered(index: Index, tmp_path: Path) -> None:
    index.remember("check:tanpa", Message(prints=(looks(8),)))
    rebuilt = Index.rebuild(tmp_path, [known("check:nol", 12), known("check:tanpa")])
    assert ids(rebuilt, 12) == ["check:nol"]
    assert ids(rebuilt, 1) == []
    assert ids(index, 8) == ["check:tanpa"]


def test_a_segment_without_pictures_has_no_arrays_of_them(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    index.put([known("a"), known("b", 0)])
    index.remove(["b"])
    index.put([known("c")])
    (segment,) = Store.open(tmp_path)._state().known.segments
    assert not [name for name in segment.arrays if name.startswith("pictures.")]


def test_a_huge_picture_is_refused_and_the_words_still_answer(index: Index) -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 6000)).save(out, "PNG")
    text = "Foto lama yang beredar lagi dengan cerita check:nol"
    decision = index.answer(Message(text=text, pictures=(out.getvalue(),)), at=AT)
    assert decision == index.answer(Message(text=text), at=AT)
