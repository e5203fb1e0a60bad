"""What is asked, held against the heads of candidates: the sums behind the features."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.matching.index import Stored
from sasando.matching.scoring import Asked
from sasando.matching.scoring.pairs import PAIRS, pairs

RIVALLED = {"held_here", "held_alike_here", "asked_alone", "alike_alone"}
WORDS = ("pemilu", "kupang", "2024", "surat", "suara", "tercoblos", "kpu", "17", "hoaks", "gempa")


class Rare:
    """A reader to which every word is equally rare."""

    def stored(self, number: int) -> Stored:
        raise NotImplementedError

    def rarities(self, words: Sequence[str]) -> np.ndarray:
        return np.full(len(words), 2, np.float32)


def stored(*texts: Sequence[str]) -> Stored:
    kept = tuple((" ".join(text), " ".join(text)) for text in (*texts, (), ())[:3])
    return Stored(id="version:1", record=b"", texts=kept, keys=())


def asked(words: Sequence[str]) -> Asked:
    return Asked(letters=tuple(words), content=tuple(words))


def compared(words: Sequence[str], *candidates: Stored) -> list[dict[str, float]]:
    rows = pairs(asked(words), candidates, Rare())
    return [dict(zip(PAIRS, row.tolist(), strict=True)) for row in rows]


def test_the_head_that_holds_more_counts() -> None:
    one = stored(("gempa", "kupang"), ("surat", "suara", "tercoblos", "2024"))
    [row] = compared(("surat", "suara", "tercoblos", "17"), one)
    assert row["shared"] == 3
    assert (row["held"], row["asked_held"]) == pytest.approx((0.75, 0.75), abs=1e-5)
    assert (row["pairs_held"], row["triples_held"]) == pytest.approx((2 / 3, 1 / 2))
    assert (row["numbers_shared"], row["numbers_missing"], row["head_words"]) == (0, 1, 4)
    assert (row["rarest"], row["second_rarest"], row["rarest_missing"]) == (2, 2, 2)


def test_what_every_rival_holds_tells_them_little_apart() -> None:
    words = ("surat", "suara", "tercoblos", "kupang")
    right, wrong = compared(words, stored(words), stored((*words[:3], "gempa")))
    assert (right["held_here"], right["asked_alone"]) == pytest.approx((1, 2.5 / 4), abs=1e-5)
    common, rare = np.log(3 / 2.5), np.log(3 / 1.5)
    assert wrong["held_here"] == pytest.approx(3 * common / (3 * common + rare), abs=1e-5)
    assert wrong["asked_alone"] == pytest.approx(1.5 / 4, abs=1e-5)
    assert wrong["held"] == pytest.approx(3 / 4, abs=1e-5)


def test_a_word_alike_counts_among_rivals_in_part() -> None:
    words = ("tercoblos", "kupang")
    near, far = compared(words, stored(("tercoblosan", "gempa")), stored(("gempa", "kpu")))
    assert near["held_here"] == far["held_alike_here"] == far["alike_alone"] == 0
    assert 0 < near["held_alike_here"] < 1
    assert near["alike_alone"] == pytest.approx(1 / 2, abs=1e-5)


@given(
    st.lists(st.sampled_from(WORDS), max_size=8),
    st.lists(st.lists(st.sampled_from(WORDS), max_size=8), min_size=1, max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_each_candidate_counts_as_if_it_were_alone(
    words: list[str], titles: list[list[str]]
) -> None:
    together = compared(words, *(stored(title) for title in titles))
    for row, title in zip(together, titles, strict=True):
        alone = compared(words, stored(title))[0]
        own = row.keys() - RIVALLED
        assert {n: row[n] for n in own} == pytest.approx({n: alone[n] for n in own}, abs=1e-5)
        assert alone["held_here"] == pytest.approx(alone["held"], abs=1e-5)
        assert row["shared"] == len(set(words) & set(title))
        in_a_row = set(pairwise(words))
        two = sum(pair in in_a_row for pair in pairwise(title))
        assert row["pairs_held"] == pytest.approx(two / max(len(title) - 1, 1))
        strangers = {word for word in title if word.isdigit()} - set(words)
        assert row["numbers_missing"] == len(strangers)
