"""Gather and cross-fit on one evaluation folder: what training writes and the bench prints."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.match_encoders import Encoders, tuned_without
from bench.match_rows import Rows, gather
from bench.match_train import FOLDS, HEADLINE, OWN, Crossed, Part, crossed, fold_of
from sasando.matching import Index
from sasando.matching.adapting import Adapted, Adapter
from sasando.matching.encoder import Encoder, Floats, TokenEncoder
from sasando.matching.evaluation import Asked, EvaluationSet, Judged, SameClaim
from sasando.matching.normalise import normalise
from sasando.matching.scoring import FEATURES

OWN_WEIGHT, HEADLINE_WEIGHT = 0.35, 6.0  # when certainty is learned; others without answer: 1
NOISY_WEIGHT = (
    0.4  # of variants that ranking is not learned from: more of them rank the plain worse
)
LEARNED_FROM = ("combo",)  # variants that ranking is learned from beside the plain questions


def encoded(index: Index, asked: Sequence[Asked], encoder: Encoder) -> Floats:
    """Return the vectors of questions as the engine encodes them."""
    texts = [" ".join(index.mended(normalise(one.text).letters)) for one in asked]
    return encoder.encode(texts, query=True)


def adapter_of(
    of: EvaluationSet, asked: Sequence[Asked], vectors: Floats, encoder: Encoder
) -> Adapter:
    """Fit the adapter to the titles of a set and to some of its questions."""
    places = {one.id: place for place, one in enumerate(of.known)}
    titles = [normalise(one.title, framed=False).plain for one in of.known]
    known = encoder.encode(titles, query=False)
    return Adapter.fit(encoder.name, known, vectors, [places[min(one.right)] for one in asked])


def folds_of(asked: Sequence[Asked]) -> NDArray[np.int64]:
    """Return the fold of each question; of one that nothing answers by its id."""
    return np.array([fold_of(sorted(one.right) or [one.id]) for one in asked], np.int64)


def parts_of(of: EvaluationSet, encoders: Encoders | None, *, every: int = 1) -> dict[str, Part]:
    """Gather all questions, each by an index whose encoder and adapter saw nothing of its fold.

    ``every`` takes one in so many questions of the variants and of those with their answer hidden.
    As many folds at once as there are processors.
    """
    groups = groups_of(of, every=every)
    folds = {name: folds_of(some) for name, some in groups.items()}
    here = [{name: np.flatnonzero(folds[name] == fold) for name in groups} for fold in range(FOLDS)]
    one_fold = partial(_fold, of, encoders.folder if encoders else None, every)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for those that start now
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        found = list(pool.map(one_fold, range(FOLDS), here))
    rows = {
        name: _joined(
            [fold[name] for fold in found], np.concatenate([places[name] for places in here])
        )
        for name in groups
    }
    alike = _alike(
        groups[OWN], rows[OWN], SameClaim(of.known, encoders.untuned if encoders else None)
    )
    return {
        name: Part(
            name,
            rows[name],
            folds[name],
            OWN_WEIGHT if name == OWN else HEADLINE_WEIGHT if name.startswith(HEADLINE) else 1.0,
            alike if name == OWN else None,
        )
        for name in groups
    }


def _fold(
    of: EvaluationSet,
    kept: Path | None,
    every: int,
    fold: int,
    places: Mapping[str, NDArray[np.int64]],
) -> dict[str, Rows]:
    """Gather the questions of one fold, by part: those at ``places``.

    ``kept`` has the encoders' vectors; without it words alone are compared.
    """
    encoder = tuned_without(fold, kept) if kept else None
    rows = {}
    with tempfile.TemporaryDirectory(prefix="sasando-match-") as folder:
        index = _index(of, encoder, Path(folder), fold)
        for name, asked in groups_of(of, every=every).items():
            chosen = [asked[place] for place in places[name]]
            title = f"fold {fold + 1} of {FOLDS}, {name}"
            rows[name] = gather(index, chosen, own_out=name == OWN, title=title)
    if encoder:
        encoder.save()
    return rows


def without_tokens(parts: Mapping[str, Part]) -> dict[str, Part]:
    """Return the parts as an encoder would make them that gives vectors, but no tokens."""
    columns = [place for place, name in enumerate(FEATURES) if name.startswith("late_")]
    found = {}
    for name, part in parts.items():
        features = part.rows.features.copy()
        features[:, :, columns] = 0
        found[name] = replace(part, rows=replace(part.rows, features=features))
    return found


def groups_of(of: EvaluationSet, *, every: int) -> dict[str, Sequence[Asked]]:
    """Return the questions by part: all, each variant, each kind without answer, ``OWN``."""
    groups: dict[str, Sequence[Asked]] = {"all": of.asked}
    groups |= {name: some[::every] for name, some in of.variants.items()}
    kinds = sorted({one.kind or "unanswerable" for one in of.negatives})
    for kind in kinds:
        groups[kind] = [one for one in of.negatives if (one.kind or "unanswerable") == kind]
    return groups | {OWN: of.asked[::every]}


def _alike(asked: Sequence[Asked], rows: Rows, same: SameClaim) -> NDArray[np.bool_]:
    """Mark the candidates that are another check of the claim of what was taken out."""
    marked = np.zeros(rows.right.shape, bool)
    for place, one in enumerate(asked):
        size = rows.counts[place]
        marked[place, :size] = [same(str(id_), one.right) for id_ in rows.ids[place, :size]]
    return marked


def _index(of: EvaluationSet, encoder: TokenEncoder | None, folder: Path, fold: int) -> Index:
    index = Index.open(folder)
    index.put(of.known)  # for the spelling, by which questions are mended before they are encoded
    index.fit()
    if encoder is None:
        return index
    other = [one for one in of.asked if fold_of(sorted(one.right)) != fold]
    adapter = adapter_of(of, other, encoded(index, other, encoder), encoder)
    index.encoder = Adapted(encoder, adapter)
    index.put(of.known)
    return index


def _joined(rows: Sequence[Rows], order: NDArray[np.int64]) -> Rows:
    back = np.argsort(order)
    names = ("features", "right", "twins", "ids", "counts")
    return Rows(*(np.concatenate([getattr(one, name) for one in rows])[back] for name in names))


def cross_fitted(parts: Mapping[str, Part]) -> dict[str, Crossed]:
    """Return every part scored by models that saw nothing of its fold."""
    learned = [parts[name] for name in ("all", *LEARNED_FROM) if name in parts]
    strangers = [one for one in parts.values() if len(one.rows) and not one.rows.right.any()]
    rest = [
        replace(p, weight=NOISY_WEIGHT, calibrates=False)
        for p in parts.values()
        if all(p is not other for other in (*learned, *strangers))
    ]
    results = crossed(learned, [*strangers, *rest])
    return {one.part.name: one for one in results}


def judging(results: Mapping[str, Crossed]) -> list[Crossed]:
    """Return what certainty is learned from: all that weighs something."""
    return [one for one in results.values() if one.part.weight]


def judged_of(one: Crossed, asked: Sequence[Asked], knots: Floats, chances: Floats) -> list[Judged]:
    """Return what was cross-fitted in the form the evaluation measures."""
    out = []
    rows = one.part.rows
    for place, question in enumerate(asked):
        size = int(rows.counts[place])
        order = np.argsort(-one.scores[place, :size], kind="stable")
        ids = rows.ids[place, :size]
        twins = rows.twins[place, :size]
        same = ids[twins == twins[order[0]]] if size else ids
        chance = float(np.interp(one.raw[place], knots, chances)) if size else 0.0
        out.append(
            Judged(question, tuple(str(ids[p]) for p in order), frozenset(map(str, same)), chance)
        )
    return out
