"""``make bench-match``: matching side by side with what others would do, in one run.

``python -m bench.match [FOLDER ...]``; the default is ``$SASANDO_EVAL`` or ``../shared/data/eval``.
Ours is cross-fitted: five folds by the right document, everything learned (encoder, adapter, ranking,
certainty) without the fold it is measured on. Vectors are kept in ``var/bench-encoded``, since
encoding takes most of the time. A set with few questions, or in another language, is measured with the
parameters the product ships. ``--report FILE`` writes the pages, ``--learn`` makes the parameters
that are shipped anew, from the first folder.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import match_baselines as others
from bench.match_crossing import (
    LEARNED_FROM,
    adapter_of,
    cross_fitted,
    encoded,
    groups_of,
    judged_of,
    judging,
    parts_of,
    without_tokens,
)
from bench.match_encoders import Encoders
from bench.match_train import OWN, curve, final, threshold_of
from sasando.matching import Index
from sasando.matching.encoder import Encoder, EncoderError
from sasando.matching.evaluation import (
    EvaluationSet,
    Figure,
    Measured,
    SameClaim,
    apart,
    by_kind,
    judge,
    measured,
    ranking,
)
from sasando.matching.evaluation.measuring import OWN_OUT, OWN_OUT_APART
from sasando.matching.evaluation.report import lines, page
from sasando.matching.scoring import FEATURES, scorer

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "src/sasando/matching/scoring/model.npz"
LEARNABLE = 1000  # questions from which on cross-fitting leaves enough to learn from
SUGGEST_AT = 0.3


def main() -> int:
    """Run the bench. Exit code 0, also where there is nothing to measure with."""
    parser = argparse.ArgumentParser(prog="python -m bench.match", description=__doc__)
    default = Path(os.environ.get("SASANDO_EVAL", ROOT / "../shared/data/eval"))
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--every", type=int, default=2, help="one in so many of the variants")
    parser.add_argument("--words-only", action="store_true")
    parser.add_argument("--report", type=Path)
    parser.add_argument("--learn", action="store_true")
    options = parser.parse_args()
    folders = options.folders or [default / "indo_dev", default / "checkthat2022/dev"]
    encoders = None if options.words_only else _encoders()
    for folder in folders:
        if not (folder / "queries.jsonl").is_file():
            print(f"{folder}: no questions there, left out (give the folder, or set SASANDO_EVAL)")
            continue
        if options.learn:
            learn(EvaluationSet.read(folder), encoders, every=options.every)
            break
        _bench(EvaluationSet.read(folder), encoders, every=options.every, report=options.report)
    if encoders:
        encoders.save()
    return 0


def _encoders() -> Encoders | None:
    try:
        return Encoders(ROOT / "var/bench-encoded")
    except EncoderError as error:
        print(f"{error}: measured by words alone", file=sys.stderr)
        return None


def _bench(
    of: EvaluationSet, encoders: Encoders | None, *, every: int, report: Path | None
) -> None:
    print(f"\n{of.name}: {len(of.known)} known, {len(of.asked)} questions\n")
    rows: list[tuple[str, others.Baseline]] = [
        ("BM25 (bm25s)", others.bm25s),
        ("SQLite FTS5", others.fts5),
        ("tantivy", others.tantivy),
        ("character TF-IDF", others.letters),
    ]
    if encoders:
        rows.append(("dense alone", others.dense(encoders.untuned)))
    for name, baseline in rows:
        _row(name, baseline(of, of.asked), of)
    few = len(of.asked) < LEARNABLE
    result = shipped(of, encoders) if few else ours(of, encoders, every=every)
    how = "learned from other questions" if few else "cross-fitted, five folds"
    _figures("ours", result.ranking)
    print(f"\nOurs, {how}\n\n" + "\n".join(lines(result)))
    if report is not None:
        known = {one.id: one for one in of.known}
        report.with_stem(f"{report.stem}-{of.name}").write_text(
            page(result, known, f"Ours, {how}."), "utf-8"
        )


def _row(name: str, orders: Sequence[Sequence[str]], of: EvaluationSet) -> None:
    figures = ranking(orders, [one.right for one in of.asked])
    hard = [place for place, one in enumerate(of.asked) if one.hard]
    tough = ranking([orders[p] for p in hard], [of.asked[p].right for p in hard])
    _figures(name, {"all": figures, "hard": tough})


def _figures(name: str, ranked: Mapping[str, Mapping[str, Figure]]) -> None:
    shown = "  ".join(f"{key} {figure.value:.3f}" for key, figure in ranked["all"].items())
    hard = f"  hard S@1 {ranked['hard']['S@1'].value:.3f}" if "hard" in ranked else ""
    print(f"{name:18}{shown}{hard}", flush=True)


def ours(of: EvaluationSet, encoders: Encoders | None, *, every: int) -> Measured:
    """Return our figures, cross-fitted."""
    parts = parts_of(of, encoders, every=every)
    results = cross_fitted(parts)
    knots, chances = curve(judging(results))
    groups = groups_of(of, every=every)
    judged = {name: judged_of(one, groups[name], knots, chances) for name, one in results.items()}
    kinds = {name: judged[name] for name in groups if name not in {"all", OWN, *of.variants}}
    same = SameClaim(of.known, encoders.untuned if encoders else None)
    own = {OWN_OUT: judged[OWN], OWN_OUT_APART: apart(judged[OWN], same)}
    return measured(
        of,
        judged["all"],
        variants={name: judged[name] for name in of.variants},
        unanswerable=kinds | own,
        threshold=threshold_of(results, knots, chances),
    )


def shipped(of: EvaluationSet, encoders: Encoders | None) -> Measured:
    """Return the figures of the product as it is shipped."""
    encoder: Encoder | None = encoders.shipped if encoders else None
    same = SameClaim(of.known, encoders.untuned if encoders else None)
    with tempfile.TemporaryDirectory(prefix="sasando-match-") as folder:
        index = Index.open(Path(folder), encoder=encoder)
        index.put(of.known)
        index.fit()
        strangers = by_kind(judge(index, of.negatives))
        strangers[OWN_OUT] = judge(index, of.asked, own_out=True)
        strangers[OWN_OUT_APART] = apart(strangers[OWN_OUT], same)
        at = scorer(index.kind).answer_at
        judged = judge(index, of.asked)
        return measured(of, judged, variants={}, unanswerable=strangers, threshold=at)


def learn(of: EvaluationSet, encoders: Encoders | None, *, every: int) -> None:
    """Write the parameters that the product ships, but those of the encoder."""
    if encoders is None:
        raise SystemExit("learning needs the encoder")
    arrays: dict[str, Any] = {"features": np.array(FEATURES)}
    late = parts_of(of, encoders, every=every)
    gathered = {
        "late": late,
        "dense": without_tokens(late),
        "plain": parts_of(of, None, every=every),
    }
    for kind, parts in gathered.items():
        results = cross_fitted(parts)
        learned = [results[name].part for name in ("all", *LEARNED_FROM)]
        found = final(learned, judging(results), kind)
        at = threshold_of(results, found[f"{kind}.knots"], found[f"{kind}.chances"])
        arrays |= found | {
            f"{kind}.answer_at": np.float32(at),
            f"{kind}.suggest_at": np.float32(SUGGEST_AT),
        }
    np.savez_compressed(MODEL, **arrays)
    with tempfile.TemporaryDirectory(prefix="sasando-match-") as folder:
        index = Index.open(Path(folder))
        index.put(of.known)
        index.fit()
        vectors = encoded(index, of.asked, encoders.shipped)
        made = adapter_of(of, of.asked, vectors, encoders.shipped)
    halves = {name: getattr(made, name).astype(np.float16) for name in ("asked", "known", "matrix")}
    np.savez_compressed(MODEL.with_name("adapter.npz"), encoder=made.encoder, **halves)


if __name__ == "__main__":
    sys.exit(main())
