"""``python -m bench.match_encoder [FOLDER]``: tune the encoder to messages; needs PyTorch.

Writes ``bench/tunings/*.npz``, each learned without a fold, and the ``tuning.npz`` that the
product ships, learned from all. Afterwards ``python -m bench.match --learn``, since adapter, ranking
and certainty belong to the vectors. Data card: ``docs/explanation/matching-data-card.md``.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from bench.match_encoders import TUNINGS
from bench.match_late import Late
from bench.match_lora import Upper
from bench.match_pairs import ALL_NOISE, ONE_NOISE, Below, Pairs
from sasando.matching.adapting import Adapter
from sasando.matching.e5 import Tuning
from sasando.matching.evaluation import EvaluationSet

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "src/sasando/matching/e5/tuning.npz"
GROUPS = {"0-1": ("0", "1"), "2-3": ("2", "3"), "4": ("4",), "shipped": ("shipped",)}
AT_ONCE, TEMPERATURE, SEED = 48, 0.05, 1
NOISY = 0.2  # share of the messages with noise of all kinds at once
BACKWARD = 0.3  # weight of telling a title's message from the others
NEAR = 16  # wrong titles among which is drawn
LONGEST_TITLE, LONGEST_EXPLANATION = 32, 64
KEPT_AT_ONCE = 128  # titles whose vectors a stage begins with
NEVER = -1e4


@dataclass(frozen=True)
class Stage:
    """One stage of learning. Shares are of the messages, or of the right titles."""

    first: int  # layer tuned
    steps: int
    rate: float
    wrong: int  # near wrong titles a message
    longest: int  # pieces of a message
    noisy: float = 0.0  # with one kind of noise
    explained: float = 0.0  # with the explanation in place of the title
    rivals: int = 0  # wrong titles a message that words and letters find
    late: bool = False  # the tokens learn too, by the same messages and titles
    seed: int = SEED


STAGES = (
    Stage(first=9, steps=98, rate=4e-4, wrong=2, longest=48),
    Stage(first=6, steps=80, rate=3e-4, wrong=1, longest=56, noisy=0.1, explained=0.2),
    Stage(6, 160, 3e-4, wrong=2, longest=64, noisy=0.2, explained=0.15, late=True, seed=11),
    Stage(6, 160, 3e-4, 1, longest=112, noisy=0.2, explained=0.15, rivals=1, late=True, seed=21),
)
RATES = {"matrix": 1e-3, "gate": 3e-4, "mix": 5e-3}  # of what late interaction learns
FITTED_ON = 800, 300  # titles and messages whose pieces late interaction begins with


def main() -> int:
    """Tune for every group of folds, then by everything."""
    parser = argparse.ArgumentParser(prog="python -m bench.match_encoder", description=__doc__)
    default = Path(os.environ.get("SASANDO_EVAL", ROOT / "../shared/data/eval")) / "indo_dev"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--only", choices=GROUPS)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    pairs = Pairs(EvaluationSet.read(options.folder))
    TUNINGS.mkdir(exist_ok=True)
    for group, names in GROUPS.items():
        if options.only not in (None, group):
            continue
        begun = tuned(STAGES[:-1], pairs, _without(names, pairs), group)
        for name in names:
            path = SHIPPED if name == "shipped" else TUNINGS / f"{name}.npz"
            model = tuned(STAGES[-1:], pairs, _without([name], pairs), name, begun)
            Tuning(model.upper.arrays() | (model.late.arrays() if model.late else {})).save(path)
    return 0


def _without(names: Sequence[str], pairs: Pairs) -> NDArray[np.int64]:
    """Return the questions outside the folds of these names; "shipped" is none."""
    held_out = [int(name) for name in names if name.isdecimal()]
    return np.flatnonzero(~np.isin(pairs.folds, held_out))


class Model(NamedTuple):
    """What learns."""

    upper: Upper
    late: Late | None


def tuned(
    stages: Sequence[Stage],
    pairs: Pairs,
    learned: NDArray[np.int64],
    name: str,
    begun: Model | None = None,
) -> Model:
    """Return what learns after some stages with some of the questions; ``begun`` stays as it is."""
    torch.manual_seed(SEED)
    vectors = pairs.titles.vectors, pairs.asked["all"].vectors[learned]
    adapter = Adapter.fit("untuned", *vectors, pairs.right[learned].tolist())
    model = begun
    for stage in stages:
        upper = Upper(pairs.file, stage.first)
        late = model.late if model else None
        if model:
            upper.begin_with(model.upper)
        if stage.late:
            late = deepcopy(late) if late else _begun(upper, stage, pairs, learned)
        model = Model(upper, late)
        Learning(model, stage, pairs, adapter).run(learned, name)
    assert model is not None
    return model


def _begun(upper: Upper, stage: Stage, pairs: Pairs, learned: NDArray[np.int64]) -> Late:
    draw = np.random.default_rng(0)
    titles = draw.choice(len(pairs.titles), FITTED_ON[0], replace=False)
    asked = draw.choice(learned, FITTED_ON[1], replace=False)
    messages = pairs.asked["all"]
    with torch.no_grad():
        return Late(
            upper([messages.below(one, stage.first, stage.longest) for one in asked]),
            upper([pairs.titles.below(one, stage.first, LONGEST_TITLE) for one in titles]),
        )


class Learning:
    """One stage: each message against the titles of its batch and near wrong ones (InfoNCE).

    The vectors meet in the space of the adapter, as they do in use. Near wrong titles are found by
    vectors kept from earlier steps but encoded anew: learned against the kept ones, the model only
    learns to leave the old vectors behind. Where tokens learn, they do so by the same texts.
    """

    def __init__(self, model: Model, stage: Stage, pairs: Pairs, adapter: Adapter) -> None:
        self._upper, self._late = model
        self._stage, self._pairs, self._adapter = stage, pairs, adapter
        self._draw = np.random.default_rng(stage.seed)
        with torch.no_grad():
            parts = torch.arange(len(pairs.titles)).split(KEPT_AT_ONCE)
            below = ([self._title(place) for place in part.tolist()] for part in parts)
            vectors = torch.cat([self._upper(part).vectors for part in below])
            self._kept = self._adapted(vectors, query=False)

    def run(self, learned: NDArray[np.int64], name: str) -> None:
        """Learn from some of the questions, in batches of as many as are drawn without return."""
        stage, low, rest = self._stage, self._upper.low(), self._upper.rest()
        groups = [
            {"params": low, "lr": stage.rate, "weight_decay": 0.01},
            {"params": rest, "lr": stage.rate / 5, "weight_decay": 0.0},
        ]
        for which, parameter in self._late.named_parameters() if self._late else ():
            rate = RATES[which.rpartition(".")[2]]
            decay = 0.01 if which.endswith("matrix") else 0.0
            groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
        optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
        rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda at: _rate(at, stage.steps))
        waiting: list[int] = []
        losses: list[float] = []
        began = time.monotonic()
        for step in range(1, stage.steps + 1):
            if len(waiting) < AT_ONCE:
                waiting = self._draw.permutation(learned).tolist()
            loss = self._loss(np.array([waiting.pop() for _ in range(AT_ONCE)]))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*low, *rest], 1.0)
            optimiser.step()
            rates.step()
            losses.append(loss.item())
            if step % 20 == 0 or step == stage.steps:
                told = f"{np.mean(losses[-20:]):.3f} after {time.monotonic() - began:.0f} s"
                print(f"{name}: layer {stage.first}, step {step}, loss {told}", file=sys.stderr)

    def _loss(self, batch: NDArray[np.int64]) -> Tensor:
        messages = self._upper([self._message(one) for one in batch])
        asked = self._adapted(messages.vectors, query=True)
        same = torch.from_numpy(self._pairs.same(batch))
        right = self._pairs.right[batch]
        wrong = np.union1d(self._near_wrong(asked, same), self._rivals(batch, same))
        explained = [self._explanation(place) for place in right]
        both = zip(right, explained, strict=True)
        below = [self._title(place) if told is None else told for place, told in both]
        below += [self._title(place) for place in wrong]
        texts = self._upper(below)
        known = self._adapted(texts.vectors, query=False)
        titles = np.concatenate([right, wrong])
        fresh = np.array([told is None for told in explained] + [True] * len(wrong))
        self._kept[titles[fresh]] = known[fresh].detach()
        own = torch.arange(len(batch))
        others = same[:, titles]
        others[own, own] = False
        loss = _contrast(asked @ known.T, others)
        if self._late is not None:
            loss = loss + _contrast(self._late(messages, texts), others)
        return loss

    def _message(self, place: int) -> Below:
        """Return a message, now and then with noise."""
        asked, kind, draw = self._pairs.asked, "all", self._draw.random()
        if draw < NOISY:
            kind = ALL_NOISE
        elif draw < NOISY + self._stage.noisy:
            kind = str(self._draw.choice(ONE_NOISE))
        return asked[kind].below(place, self._stage.first, self._stage.longest)

    def _near_wrong(self, asked: Tensor, same: Tensor) -> NDArray[np.int64]:
        with torch.no_grad():
            nearness = (asked @ self._kept.T).masked_fill(same, NEVER)
        near = nearness.topk(NEAR, 1).indices.numpy()
        drawn = self._draw.integers(NEAR, size=(len(near), self._stage.wrong))
        return np.unique(np.take_along_axis(near, drawn, axis=1))

    def _rivals(self, batch: NDArray[np.int64], same: Tensor) -> NDArray[np.int64]:
        """Return wrong titles that words and letters find, the likelier more often."""
        drawn = []
        for place, own in zip(batch.tolist(), same.numpy(), strict=True):
            wrong = [one for one in self._pairs.rivals[place].tolist() if not own[one]]
            if wrong:
                two = self._draw.integers(len(wrong), size=(2, self._stage.rivals))
                drawn += [wrong[one] for one in two.min(0).tolist()]
        return np.array(drawn, np.int64)

    def _explanation(self, place: int) -> Below | None:
        told = self._pairs.explained[place]
        if told < 0 or self._draw.random() >= self._stage.explained:
            return None
        return self._pairs.explanations.below(told, self._stage.first, LONGEST_EXPLANATION)

    def _title(self, place: int) -> Below:
        return self._pairs.titles.below(place, self._stage.first, LONGEST_TITLE)

    def _adapted(self, vectors: Tensor, *, query: bool) -> Tensor:
        mean = self._adapter.asked if query else self._adapter.known
        moved = (vectors - torch.tensor(mean)) @ torch.tensor(self._adapter.matrix)
        return functional.normalize(moved, dim=1)


def _contrast(near: Tensor, others: Tensor) -> Tensor:
    """Return the loss of questions × texts, of which the first are the right ones in order.

    ``others`` marks texts of the same claim, which are not wrong either.
    """
    count = len(near)
    own = torch.arange(count)
    scaled = (near / TEMPERATURE).masked_fill(others, NEVER)
    backward = (near[:, :count].T / TEMPERATURE).masked_fill(others[:, :count].T, NEVER)
    return functional.cross_entropy(scaled, own) + BACKWARD * functional.cross_entropy(
        backward, own
    )


def _rate(step: int, steps: int) -> float:
    """Return the learning rate: a short rise, then half a cosine."""
    return min(1.0, (step + 1) / (0.1 * steps)) * (0.5 + 0.5 * math.cos(math.pi * step / steps))


if __name__ == "__main__":
    sys.exit(main())
