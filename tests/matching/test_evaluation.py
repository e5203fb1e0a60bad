"""Measuring: the folder is read or refused with a reason, the figures are right, the page is whole."""

import json
from pathlib import Path

import pytest

from sasando.matching import Index, Known, Source
from sasando.matching.evaluation import (
    Asked,
    EvaluationError,
    EvaluationSet,
    Figure,
    SameClaim,
    apart,
    by_kind,
    judge,
    measured,
)
from sasando.matching.evaluation.metrics import average_precision, reciprocal_rank, success
from sasando.matching.evaluation.report import lines, page

TOPICS = ["gempa guncang", "banjir melanda", "vaksin palsu beredar di", "surat suara hilang di"]
CITIES = ["Kupang", "Atambua", "Ruteng", "Ende", "Maumere", "Bajawa"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [
        {"id": f"{t}{c}", "title": f"{topic} kota {city} kemarin malam", "text": ""}
        for t, topic in enumerate(TOPICS)
        for c, city in enumerate(CITIES)
    ]
    write(tmp_path / "corpus.jsonl", rows)
    asked = [{"id": f"q{row['id']}", "text": f"bener gak {row['title']}"} for row in rows[::3]]
    write(tmp_path / "queries.jsonl", asked)
    write(tmp_path / "queries_first.jsonl", asked[:3])
    write(tmp_path / "negatives.jsonl", [{"id": "n", "text": "resep sambal matah", "kind": "food"}])
    right = [f"{one['id']}\t{one['id'][1:]}" for one in asked]
    (tmp_path / "qrels.tsv").write_text("\n".join(right))
    return tmp_path


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_figures_of_ranking() -> None:
    order, right = ["a", "b", "c", "d"], {"b", "d"}
    assert (success(order, right, 1), success(order, right, 2)) == (0, 1)
    assert reciprocal_rank(order, right, 10) == 0.5
    assert average_precision(order, right, 5) == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert Figure.of([]).value == 0
    figure = Figure.of([1.0] * 80 + [0.0] * 20)
    assert figure.low < figure.value == 0.8 < figure.high


def test_a_folder_is_measured_and_told(folder: Path, tmp_path: Path) -> None:
    of = EvaluationSet.read(folder)
    index = Index.open(tmp_path / "index")
    index.put(of.known)
    judged = judge(index, of.asked)
    result = measured(
        of,
        judged,
        variants={"first": judged[:3]},
        unanswerable=by_kind(judge(index, of.negatives))
        | {"own": judge(index, of.asked, own_out=True)},
        threshold=0.5,
    )
    assert result.ranking["all"]["S@1"].value == 1
    assert result.answering.false["food"].value == 0
    assert not set(judge(index, of.asked, own_out=True)[0].order) & of.asked[0].right
    assert any("false answers, food: 0.000" in line for line in lines(result))
    assert page(result, {one.id: one for one in of.known}).endswith("</html>")


def test_another_check_of_the_same_claim_is_no_false_answer(tmp_path: Path) -> None:
    titles = {"a": "Surat suara hilang di Kupang", "b": "Video: surat suara hilang di Kota Kupang"}
    known = [
        Known(id=id_, source=Source.FOREIGN, title=title)
        for id_, title in {**titles, "c": "Gempa besar guncang Atambua"}.items()
    ]
    index = Index.open(tmp_path / "index")
    index.put(known)
    asked = [
        Asked("1", "surat suara hilang di kupang", frozenset({"a"})),
        Asked("2", "surat suara hilang di kupang", frozenset({"c"})),
    ]
    same = SameClaim(known)
    twin, other = apart(judge(index, asked, own_out=True), same)
    assert twin.order[0] == "b"
    assert twin.chance == 0
    assert other.chance > 0
    assert not same("a", ["c"])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("corpus.jsonl", "{", "corpus.jsonl"),
        ("corpus.jsonl", '{"title": "x"}\n', "line 1"),
        ("qrels.tsv", "q1 d1\n", "no tab"),
    ],
)
def test_a_broken_folder_is_refused_by_file_and_line(
    folder: Path, name: str, content: str, says: str
) -> None:
    (folder / name).write_text(content)
    with pytest.raises(EvaluationError, match=says):
        EvaluationSet.read(folder)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        EvaluationSet.read(tmp_path / "none")
