"""The upper layers of the encoder in PyTorch, so that they can be tuned by sums of low rank (LoRA).

Only learning needs PyTorch: ``pip install torch`` (no dependency of the product, nor of the bench).
What is learned is read by ``sasando.matching.e5``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bench.match_pairs import Below
from sasando.matching.e5 import ModelFile
from sasando.matching.e5.layers import NORMED, WEIGHED
from sasando.matching.encoder import Floats

RANK, STRENGTH = 8, 2.0  # of what is added; its weight, which ``Tuning`` holds multiplied in


class Linear(nn.Module):
    """A matrix that stays, what is added to it, and its offsets. Computed in 16 bits."""

    def __init__(self, weights: Floats, added: Floats) -> None:
        super().__init__()
        outputs, inputs = weights.shape
        self.register_buffer("weights", torch.tensor(weights).bfloat16())
        self.a = nn.Parameter(torch.randn(RANK, inputs) / math.sqrt(inputs))
        self.b = nn.Parameter(torch.zeros(outputs, RANK))
        self.added = nn.Parameter(torch.tensor(added))

    def forward(self, x: Tensor) -> Tensor:
        x = x.bfloat16()
        low = functional.linear(
            functional.linear(x, self.a.bfloat16()), (STRENGTH * self.b).bfloat16()
        )
        return functional.linear(x, self.weights, self.added.bfloat16()) + low


class Layer(nn.Module):
    """One layer; ``x`` is pieces × width, of texts one after the other."""

    def __init__(self, file: ModelFile, number: int) -> None:
        super().__init__()
        self.heads, self.epsilon = file.dimensions.heads, file.dimensions.epsilon
        added = {name: file.floats(f"l{number}.{name}.b") for name in WEIGHED}
        self.linear = nn.ModuleDict(
            {n: Linear(file.matrix(f"l{number}.{n}.w", len(b)), b) for n, b in added.items()}
        )
        self.norms = nn.ParameterDict(
            {
                f"{name}_{part}": torch.tensor(file.floats(f"l{number}.{name}.{part}"))
                for name in NORMED
                for part in "wb"
            }
        )

    def forward(self, x: Tensor, there: Tensor, places: Tensor) -> Tensor:
        """``there`` (texts × longest) says where a text has a piece, ``places`` the same, flat."""
        texts, longest = there.shape

        def padded(y: Tensor) -> Tensor:
            wide = y.new_zeros(texts * longest, y.shape[1]).index_copy(0, places, y)
            return wide.view(texts, longest, self.heads, -1).transpose(1, 2)

        query, key, value = (padded(self.linear[name](x)) for name in "qkv")
        near = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=there[:, None, None]
        )
        flat = near.transpose(1, 2).reshape(texts * longest, -1)[places]
        x = self._norm("aln", x + self.linear["ao"](flat).float())
        return self._norm(
            "oln", x + self.linear["fo"](functional.gelu(self.linear["fi"](x))).float()
        )

    def _norm(self, name: str, x: Tensor) -> Tensor:
        stretch, added = self.norms[f"{name}_w"], self.norms[f"{name}_b"]
        return functional.layer_norm(x, x.shape[1:], stretch, added, eps=self.epsilon)


class Said(NamedTuple):
    """A vector of length 1 a text; the state of each piece, texts × longest × width; its rarity."""

    vectors: Tensor
    states: Tensor
    rarity: Tensor


class Upper(nn.Module):
    """The layers from ``first`` on. Those below stay, so what they say is computed once."""

    def __init__(self, file: ModelFile, first: int) -> None:
        super().__init__()
        self.first = first
        self.layers = nn.ModuleDict(
            {str(n): Layer(file, n) for n in range(first, file.dimensions.layers)}
        )

    def forward(self, below: Sequence[Below]) -> Said:
        """Return what the layers say of texts, from what those below say of their pieces."""
        lengths = torch.tensor([len(one.states) for one in below])
        there = torch.arange(int(lengths.max()))[None] < lengths[:, None]
        places = there.flatten().nonzero().flatten()
        x = torch.from_numpy(np.concatenate([one.states for one in below]).astype(np.float32))
        for layer in self.layers.values():
            x = layer(x, there, places)
        whose = torch.repeat_interleave(torch.arange(len(below)), lengths)
        sums = torch.zeros(len(below), x.shape[1]).index_add(0, whose, x)
        vectors = functional.normalize(sums / lengths[:, None], dim=1)
        rarity = torch.from_numpy(np.concatenate([one.rarity for one in below]))
        return Said(vectors, _laid(x, there, places), _laid(rarity, there, places))

    def begin_with(self, other: Upper) -> None:
        """Take over what another has learned about its layers."""
        self.load_state_dict(other.state_dict(), strict=False)

    def low(self) -> list[nn.Parameter]:
        """Return the parameters of low rank."""
        return [p for name, p in self.named_parameters() if name.endswith((".a", ".b"))]

    def rest(self) -> list[nn.Parameter]:
        """Return what else is learned: offsets and norms."""
        return [p for name, p in self.named_parameters() if not name.endswith((".a", ".b"))]

    def arrays(self) -> dict[str, Floats]:
        """Return what was learned, by the names that ``Tuning`` knows."""
        arrays: dict[str, Tensor] = {}
        for number, layer in self.layers.items():
            for name, linear in layer.linear.items():
                key = f"l{number}.{name}"
                arrays |= {
                    f"{key}.A": linear.a,
                    f"{key}.B": STRENGTH * linear.b,
                    f"{key}.b": linear.added,
                }
            for name, norm in layer.norms.items():
                arrays[f"l{number}.{name.replace('_', '.')}"] = norm
        return {key: array.detach().numpy() for key, array in arrays.items()}


def _laid(flat: Tensor, there: Tensor, places: Tensor) -> Tensor:
    """Return pieces of texts one after the other as texts × longest, 0 where there are none."""
    wide = flat.new_zeros(there.numel(), *flat.shape[1:]).index_copy(0, places, flat)
    return wide.view(*there.shape, *flat.shape[1:])
