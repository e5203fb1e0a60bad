"""Late interaction in PyTorch, so that it can be learned; ``sasando.matching.late`` says what it is."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from bench.match_lora import Said
from sasando.matching.encoder import Floats

WIDTH = 96  # of a token
POWER = -0.4  # of the eigenvalues: where learning begins, tokens are whitened so
BEGIN_MIX = (0.8, 0.3)
Compared = tuple[Tensor, Tensor]  # tokens, texts × longest × width; their shares


class Side(nn.Module):
    """Turns the states of pieces into tokens."""

    def __init__(self, mean: Tensor, matrix: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.matrix = nn.Parameter(matrix.clone())
        self.gate = nn.Parameter(torch.zeros(len(mean)))

    def forward(self, said: Said) -> Compared:
        """Return tokens of length 1 and their shares."""
        centred = said.states - self.mean
        tokens = functional.normalize(centred @ self.matrix, dim=-1)
        shares = said.rarity * torch.exp((centred @ self.gate).clamp(-3, 3))
        return tokens, shares / (shares.sum(-1, keepdim=True) + 1e-6)


class Late(nn.Module):
    """Both sides, and how much nearness to each counts."""

    def __init__(self, asked: Said, known: Said) -> None:
        super().__init__()
        states = {"asked": asked.states[asked.rarity > 0], "known": known.states[known.rarity > 0]}
        means = {name: some.mean(0) for name, some in states.items()}
        centred = torch.cat([some - means[name] for name, some in states.items()])
        values, axes = torch.linalg.eigh(torch.cov(centred.T.double()))
        matrix = (axes[:, -WIDTH:] * values[-WIDTH:] ** POWER).float()
        matrix /= matrix.abs().max()
        self.sides = nn.ModuleDict({name: Side(mean, matrix) for name, mean in means.items()})
        self.mix = nn.Parameter(torch.tensor(BEGIN_MIX))

    def forward(self, asked: Said, known: Said) -> Tensor:
        """Return how well each question and each text agree, questions × texts."""
        (tokens, shares), (others, weights) = self.sides["asked"](asked), self.sides["known"](known)
        near = torch.einsum("qad,tbd->qtab", tokens, others)
        near = near.masked_fill((shares == 0)[:, None, :, None], -1)
        near = near.masked_fill((weights == 0)[None, :, None, :], -1)
        by_known = (near.amax(2) * weights[None]).sum(-1)
        by_asked = (near.amax(3) * shares[:, None]).sum(-1)
        return self.mix[0] * by_known + self.mix[1] * by_asked

    def arrays(self) -> dict[str, Floats]:
        """Return what was learned, by the names that ``Tuning`` knows; the mix is for learning only."""
        return {
            f"late.{name}.{part}": getattr(side, part).detach().numpy()
            for name, side in self.sides.items()
            for part in ("mean", "matrix", "gate")
        }
