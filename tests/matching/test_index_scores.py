"""The signals are what their formulas say, whatever the segments."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.matching.index import Entry, Field, Query, Store, Whitening
from sasando.matching.index.hashing import gram_keys
from sasando.matching.index.search import highest
from tests.matching.indexed import entry, terms

WORDS = [
    "banjir",
    "kupang",
    "gempa",
    "vaksin",
    "tps",
    "pindah",
    "jokowi",
    "hoaks",
    "a",
    "😀",
    "ñandu",
]
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


def grams(text: str) -> set[str]:
    """Character n-grams within word borders, the slow way."""
    padded = [f" {word} " for word in text.split()]
    return {word[i : i + n] for word in padded for n in (3, 4, 5) for i in range(len(word) - n + 1)}


def cosine(query: str, cells: list[str], place: int, filled: int) -> float:
    counts = Counter(gram for text in cells for gram in grams(text))

    def rarity(gram: str) -> float:
        return math.log((1 + filled) / (1 + counts[gram])) + 1

    asked, held = grams(query), grams(cells[place])
    if not asked or not held:
        return 0.0
    norms = [math.sqrt(sum(rarity(g) ** 2 for g in some)) for some in (asked, held)]
    return sum(rarity(g) ** 2 for g in asked & held) / (norms[0] * norms[1])


def bm25(query: str, cells: list[str], field: list[str], text: str) -> float:
    filled = [cell.split() for cell in cells if cell]
    mean = sum(len(other.split()) for other in field) / max(sum(map(bool, field)), 1)
    held = Counter(text.split())
    score = 0.0
    for word in set(query.split()):
        holding = sum(word in cell for cell in filled)
        rarity = math.log(1 + (len(filled) - holding + 0.5) / (holding + 0.5))
        length = 1.2 * (0.25 + 0.75 * held.total() / mean)
        score += rarity * held[word] * 2.2 / (held[word] + length) if held[word] else 0.0
    return score


@settings(max_examples=60, deadline=None)
@given(titles=st.lists(texts, min_size=1, max_size=12), query=texts.filter(bool))
def test_scores_are_those_of_the_formulas(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], query: str
) -> None:
    store = Store.open(tmp_path_factory.mktemp("index"))
    explanations = list(reversed(titles))
    cells = titles + explanations
    pairs = zip(titles, explanations, strict=True)
    store.put([entry(str(i), title, "", other) for i, (title, other) in enumerate(pairs)])
    found = store.candidates(Query(terms=terms(query)), limit=20)
    seen = set()
    for position in range(len(found)):
        place = int(found.stored(position).id)
        seen.add(place)
        for field, column in ((Field.TITLE, titles), (Field.EXPLANATION, explanations)):
            words, letters = found.words[position, field], found.letters[position, field]
            assert words == pytest.approx(bm25(query, cells, column, column[place]), rel=2e-3)
            expected = cosine(query, titles, place, len(list(filter(None, cells))))
            assert letters == pytest.approx(expected if field is Field.TITLE else 0, abs=1e-4)
        assert not found.words[position, Field.CLAIM]
        assert not found.present[position, Field.CLAIM]
    sharing = {i for i, title in enumerate(titles) if set(title.split()) & set(query.split())}
    assert sharing <= seen


@given(st.lists(st.text(st.characters(exclude_characters=" ", codec="utf-8"), min_size=1)))
def test_grams_are_cut_as_char_wb_cuts_them(tokens: list[str]) -> None:
    keys, bounds = gram_keys([tokens, [], tokens])
    assert len(keys) == 2 * len(grams(" ".join(tokens))) or any(
        t != "".join(t.split()) for t in tokens
    )
    assert bounds[1] == bounds[2] == len(keys) // 2
    assert np.array_equal(keys[: bounds[1]], keys[bounds[2] :])


@given(st.lists(st.integers(0, 30), min_size=1), st.integers(1, 10))
def test_the_highest_are_found(values: list[int], wanted: int) -> None:
    scores = np.array(values, np.float32)
    found = highest(scores, wanted)
    expected = sorted((v for v in values if v), reverse=True)[:wanted]
    assert sorted(scores[found].tolist(), reverse=True) == expected


def test_an_exact_key_finds_its_entry_without_a_common_word(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put([entry("scam", "undian palsu", keys=("phone:+6281", "domain:x.example"))])
    store.put([entry("other", "banjir kupang")])
    found = store.candidates(Query(terms=terms("halo"), keys=("phone:+6281",)))
    assert [found.stored(0).id, len(found)] == ["scam", 1]
    assert found.keys[0] > 0


def unit(*values: float) -> np.ndarray:
    return np.array(values, np.float32) / np.linalg.norm(values).astype(np.float32)


def test_vectors_are_compared_after_whitening_field_by_field(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(300, 3, 100)).astype(np.float32) + 3
    vectors[:, 1] = 0
    store.put(
        [
            Entry(id=str(i), record=b"", fields=(terms("x"),) * 3, vectors=v)
            for i, v in enumerate(vectors)
        ]
    )
    mean, matrix = vectors[:, [0, 2]].reshape(-1, 100).mean(0), rng.normal(size=(100, 70))
    store.refit(lambda rows: Whitening(mean=mean, matrix=matrix.astype(np.float32)))
    query = vectors[17, 2] + rng.normal(size=100).astype(np.float32) * 0.1
    found = store.candidates(Query(terms=terms("tidak ada"), vector=query))
    assert found.stored(0).id == "17"
    white = (vectors - mean) @ matrix
    asked = unit(*((query - mean) @ matrix))
    for position in range(len(found)):
        for field in (0, 2):
            row = white[int(found.stored(position).id), field]
            assert found.dense[position, field] == pytest.approx(unit(*row) @ asked, abs=0.02)
        assert found.dense[position, 1] == 0


def test_an_encoder_of_another_size_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    from sasando.matching.index import StoreError

    store = Store.open(tmp_path)
    store.put([entry("a", "satu", vectors=np.ones((3, 8), np.float32))])
    with pytest.raises(StoreError, match="different encoders"):
        store.put([entry("b", "dua", vectors=np.ones((3, 16), np.float32))])
    assert store.ids() == ["a"]
