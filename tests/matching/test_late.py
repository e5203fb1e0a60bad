"""Late interaction: what its formula says, whichever segment keeps the tokens."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.matching.index import Query, Store, StoreError
from sasando.matching.late import NO_TOKENS, SIGNALS, STEPS, Kept, Side, Tokens, held, in_steps
from tests.matching.indexed import entry, terms

WIDTH = 8


def text_of(seed: int, size: int, width: int = WIDTH) -> Tokens:
    """Return a text of so many tokens, drawn."""
    if not size:
        return NO_TOKENS
    draw = np.random.default_rng(seed)
    vectors = draw.normal(size=(size, width)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    shares = draw.random(size).astype(np.float32)
    return Tokens(vectors, shares / shares.sum())


def plainly(asked: Tokens, known: Tokens) -> tuple[float, float]:
    """Return both signals of one text by their definition."""
    near = [[float(a @ k) for a in asked.vectors] for k in known.vectors]
    by_known = sum(max(row) * s for row, s in zip(near, known.shares, strict=True))
    columns = zip(*near, strict=True)
    by_asked = sum(max(col) * s for col, s in zip(columns, asked.shares, strict=True))
    return by_known, by_asked


sizes = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12)


@settings(deadline=None, max_examples=30)
@given(sizes=sizes, asked_size=st.integers(0, 5), seed=st.integers(0, 1000), lost=st.integers(0, 3))
def test_signals_are_the_best_over_the_texts_of_a_candidate(
    tmp_path_factory: pytest.TempPathFactory,
    sizes: list[tuple[int, int]],
    asked_size: int,
    seed: int,
    lost: int,
) -> None:
    store = Store.open(tmp_path_factory.mktemp("index"))
    texts = {
        str(place): (text_of(seed + place, one), text_of(seed + place + 500, other))
        for place, (one, other) in enumerate(sizes)
    }
    entries = [entry(name, "banjir", "kupang", tokens=both) for name, both in texts.items()]
    store.put(entries[::2])  # two segments or one, merged or not
    store.put(entries[1::2])
    store.put([entry("none", "banjir")])
    store.remove(list(texts)[:lost])
    asked = text_of(seed + 999, asked_size)
    found = store.candidates(Query(terms=terms("banjir kupang")), limit=20)
    assert len(found) == len(texts) + 1 - min(lost, len(texts))
    kept = found.reader.tokens(found.numbers)
    nothing = np.zeros((len(found), len(SIGNALS)))
    signals = nothing if kept is None else held(asked, kept, len(found))
    for place, row in enumerate(signals[:, :2]):
        both = texts.get(found.stored(place).id, ())
        each = [plainly(asked, text) for text in both if len(text) and len(asked)]
        expected = np.max(each, axis=0) if each else (0, 0)
        assert row == pytest.approx(expected, abs=3 / STEPS)


def test_what_comes_nearest_to_one_candidate_is_its_alone() -> None:
    one, other = np.eye(2, dtype=np.float32)
    known = Kept(
        in_steps(np.stack([one, one, other])),
        np.array([1, 0.5, 0.5], np.float16),
        np.array([0, 2, 2]),
        np.zeros(3, np.uint8),
    )
    asked = Tokens(np.stack([one, other]), np.array([0.25, 0.75], np.float32))
    alone = held(asked, known, 3)[:, SIGNALS.index("late_alone")]
    assert alone == pytest.approx([0.125, 0, 0.125 + 0.75], abs=1e-3)


def test_what_was_replaced_has_the_tokens_of_its_last_version(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put([entry("a", "satu", tokens=(text_of(1, 3),)), entry("b", "dua")])
    store.put([entry("a", "satu lagi", tokens=(text_of(2, 4),))])
    store = Store.open(tmp_path)
    found = store.candidates(Query(terms=terms("satu")), limit=5)
    kept = found.reader.tokens(found.numbers)
    assert kept is not None
    assert kept.vectors / STEPS == pytest.approx(text_of(2, 4).vectors, abs=1 / STEPS)
    assert kept.shares == pytest.approx(text_of(2, 4).shares, abs=1e-3)


def test_tokens_of_another_width_are_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put([entry("a", "satu", tokens=(text_of(1, 3),))])
    with pytest.raises(StoreError, match="different encoders"):
        store.put([entry("b", "dua", tokens=(text_of(1, 3, width=5),))])
    assert store.ids() == ["a"]


def test_rare_tokens_and_those_near_the_gate_count_more() -> None:
    states = np.eye(3, dtype=np.float32)
    side = Side(np.zeros(3, np.float32), np.eye(3, 2, dtype=np.float32), np.array([0, 1, 0], "f4"))
    text = side(states, np.array([1, 1, 2], np.float32))
    assert text.shares == pytest.approx(np.array([1, np.e, 2]) / (3 + np.e))
    assert text.vectors == pytest.approx(np.eye(3, 2))
    assert len(side(states[:0], np.zeros(0, np.float32))) == 0


def test_the_beginning_of_a_text_is_a_text() -> None:
    text = text_of(1, 6)
    assert text.beginning(6) is text
    assert text.beginning(2).vectors == pytest.approx(text.vectors[:2])
    assert text.beginning(2).shares.sum() == pytest.approx(1)
