"""An append-only transparency log: the Merkle tree of RFC 6962 (RFC 9162 section 2.1), SHA-256.

Whoever kept an old head can check that nothing was taken out or changed since (consistency), and
that a version they hold is in the log (inclusion), with a handful of hashes.

Storage is the caller's. A leaf's row keeps the hashes of the perfect subtrees that this leaf
completes (``Tree.append``): itself, and every subtree whose last leaf it is. That is two hashes a
leaf on average, and enough for any root or proof with one read of at most a few dozen rows.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Row = Sequence[bytes]  # subtree hashes by height: [0] is the leaf hash itself
Read = Callable[[Collection[int]], Mapping[int, Row]]  # rows by leaf index
Span = tuple[int, int]  # leaves from, to (exclusive)

EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a log entry: SHA-256 over 0x00 and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees: SHA-256 over 0x01 and both hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(width: int) -> int:
    """Return the largest power of two smaller than ``width`` (``width`` > 1)."""
    return 1 << (width - 1).bit_length() - 1


def _inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the subtrees that hash up with leaf ``index`` to the root, lowest first."""
    start, end, spans = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def _consistency_spans(first: int, second: int) -> list[Span]:
    """Return the subtrees that prove the tree of ``first`` leaves a prefix of ``second``."""
    start, end, spans, whole = 0, second, [], True
    while end != first:
        middle = start + _split(end - start)
        if first <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start, whole = middle, False
    if not whole:  # else the verifier has this hash already: it is the first root
        spans.append((start, end))
    return spans[::-1]


def _perfect(span: Span) -> list[tuple[int, int]]:
    """Return the perfect subtrees of ``span``, left to right, as (last leaf, height)."""
    start, end = span
    found = []
    for height in range((end - start).bit_length() - 1, -1, -1):
        if (end - start) >> height & 1:
            start += 1 << height
            found.append((start - 1, height))
    return found


def _append_rows(size: int) -> list[tuple[int, int]]:
    """Return the left neighbours a leaf at ``size`` is hashed with, lowest first."""
    found, height = [], 0
    while size >> height & 1:
        found.append((size - (1 << height), height))
        height += 1
    return found


@dataclass(frozen=True, slots=True)
class Tree:
    """The log at ``size`` leaves, over rows that ``read`` brings (one call an operation)."""

    size: int
    read: Read

    def append(self, leaf: bytes) -> tuple[bytes, ...]:
        """Return the row to store for ``leaf`` (a leaf hash) at index ``size``; O(log n)."""
        neighbours = _append_rows(self.size)
        rows = self.read([last for last, _ in neighbours]) if neighbours else {}
        row = [leaf]
        for last, height in neighbours:
            row.append(node_hash(rows[last][height], row[-1]))
        return tuple(row)

    def root(self) -> bytes:
        """Return the Merkle tree hash of all leaves; of none, the SHA-256 of nothing."""
        return self._hashes([(0, self.size)])[0] if self.size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> tuple[bytes, ...]:
        """Return the audit path of leaf ``index`` (from 0). Raises ``IndexError``."""
        if not 0 <= index < self.size:
            raise IndexError(f"no leaf {index} in a log of {self.size}")
        return self._hashes(_inclusion_spans(index, self.size))

    def consistency_proof(self, first: int) -> tuple[bytes, ...]:
        """Return the proof that the log of ``first`` leaves is a prefix of this one.

        Raises ``IndexError`` unless 0 <= ``first`` <= ``size``.
        """
        if not 0 <= first <= self.size:
            raise IndexError(f"no state of {first} leaves in a log of {self.size}")
        return self._hashes(_consistency_spans(first, self.size)) if first else ()

    def _hashes(self, spans: Sequence[Span]) -> tuple[bytes, ...]:
        parts = [_perfect(span) for span in spans]
        rows = self.read(sorted({last for part in parts for last, _ in part})) if parts else {}
        return tuple(_fold(rows[last][height] for last, height in part) for part in parts)


def _fold(hashes: Iterable[bytes]) -> bytes:
    """Hash perfect subtrees, given left to right, up to one: the right side first."""
    whole, *rest = list(hashes)[::-1]
    for left in rest:
        whole = node_hash(left, whole)
    return whole


def tree_of(leaves: Sequence[bytes]) -> Tree:
    """Return a Tree in memory over ``leaves`` (leaf hashes). O(n): for auditors and tests."""
    rows: dict[int, Row] = {}

    def read(indices: Collection[int]) -> Mapping[int, Row]:
        return {index: rows[index] for index in indices}

    for index, leaf in enumerate(leaves):
        rows[index] = Tree(index, read).append(leaf)
    return Tree(len(leaves), read)


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over ``leaves`` (leaf hashes)."""
    return tree_of(leaves).root()


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the audit path of leaf ``index`` among ``leaves``. Raises ``IndexError``."""
    return tree_of(leaves).inclusion_proof(index)


def consistency_proof(first: int, second: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the proof from ``first`` to ``second`` leaves of ``leaves``. Raises ``IndexError``."""
    if second > len(leaves):
        raise IndexError(f"no state of {second} leaves in a log of {len(leaves)}")
    return tree_of(leaves[:second]).consistency_proof(first)


def verify_inclusion(
    *, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether ``leaf`` (its hash) is at ``index`` of the log with ``size`` leaves and ``root``.

    RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    *, first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the log with ``second_root`` only adds to the one with ``first_root``.

    ``first`` and ``second`` are their sizes. RFC 9162 section 2.1.4.2.
    """
    if not 0 <= first <= second:
        return False
    if first == 0:
        return not proof and first_root == EMPTY_ROOT and (second > 0 or second_root == EMPTY_ROOT)
    if first == second:
        return not proof and first_root == second_root
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        return False
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    return _climb(node, last, path) == (first_root, second_root)


def _climb(node: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return both roots that ``path`` leads to, or None when it has the wrong length."""
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None
