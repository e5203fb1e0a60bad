"""The transparency log against published RFC 6962 vectors, an independent library, and properties."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from pymerkle import verify_consistency as peer_verifies_consistency
from pymerkle import verify_inclusion as peer_verifies_inclusion

from sasando.trust import log
from sasando.trust.heads import SignedHead, log_entry, sign_head, verify_head
from sasando.trust.keys import make_key

# The inputs and roots every implementation of RFC 6962 is tested with (certificate-transparency).
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [log.leaf_hash(entry) for entry in ENTRIES]
NOON = datetime(2024, 9, 20, 4, tzinfo=UTC)

sizes = st.integers(min_value=1, max_value=70)


def leaves_of(size: int) -> list[bytes]:
    return [log.leaf_hash(str(number).encode()) for number in range(size)]


def test_an_empty_log_has_the_hash_of_nothing() -> None:
    assert log.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert log.root(LEAVES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1,
            5,
            [
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, path: list[str]) -> None:
    assert [h.hex() for h in log.inclusion_proof(index, LEAVES[:size])] == path


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_consistency_proofs_are_the_published_ones(
    first: int, second: int, path: list[str]
) -> None:
    assert [h.hex() for h in log.consistency_proof(first, second, LEAVES)] == path


@given(size=sizes, data=st.data())
def test_every_leaf_is_proved_to_be_where_it_is_and_nowhere_else(
    size: int, data: st.DataObject
) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    elsewhere = data.draw(st.integers(-1, size))
    proof, root = log.inclusion_proof(index, leaves), log.root(leaves)

    def holds(leaf: bytes, at: int) -> bool:
        return log.verify_inclusion(leaf=leaf, index=at, size=size, proof=proof, root=root)

    assert holds(leaves[index], index)
    assert holds(leaves[index], elsewhere) == (elsewhere == index)
    assert not holds(log.leaf_hash(b"forged"), index)
    assert not log.verify_inclusion(
        leaf=leaves[index], index=index, size=size, proof=[*proof, root], root=root
    )


@given(second=sizes, data=st.data())
def test_a_log_that_only_grew_proves_it_and_one_rewritten_cannot(
    second: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, second))
    leaves = leaves_of(second)
    proof = log.consistency_proof(first, second, leaves)
    old, new = log.root(leaves[:first]), log.root(leaves)

    def holds(before: bytes, after: bytes) -> bool:
        return log.verify_consistency(
            first=first, second=second, first_root=before, second_root=after, proof=proof
        )

    assert holds(old, new)
    assert not holds(log.leaf_hash(b"other"), new)
    if 0 < first < second:
        assert not holds(old, log.leaf_hash(b"other"))
        rewritten = [log.leaf_hash(b"rewritten"), *leaves[1:]]
        forged = log.consistency_proof(first, second, rewritten)
        assert not log.verify_consistency(
            first=first,
            second=second,
            first_root=old,
            second_root=log.root(rewritten),
            proof=forged,
        )


@given(size=sizes, data=st.data())
def test_an_independent_library_agrees(size: int, data: st.DataObject) -> None:
    peer = InmemoryTree(algorithm="sha256")
    for number in range(size):
        peer.append_entry(str(number).encode())
    leaves = leaves_of(size)
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

    assert peer.get_state() == log.root(leaves)
    theirs = peer.prove_inclusion(index + 1)
    peer_verifies_inclusion(leaves[index], log.root(leaves), theirs)
    # The peer also lists the leaf itself as the first of the path.
    assert tuple(theirs.path[1:]) == log.inclusion_proof(index, leaves)
    consistency = peer.prove_consistency(first, size)
    peer_verifies_consistency(log.root(leaves[:first]), log.root(leaves), consistency)


def test_a_long_log_reads_few_rows() -> None:
    rows: dict[int, tuple[bytes, ...]] = {}
    calls: list[int] = []

    def read(indices: Collection[int]) -> Mapping[int, tuple[bytes, ...]]:
        calls.append(len(indices))
        return {index: rows[index] for index in indices}

    leaves = leaves_of(20_000)
    for index, leaf in enumerate(leaves):
        rows[index] = log.Tree(index, read).append(leaf)
    assert max(calls) <= 14
    assert sum(len(row) for row in rows.values()) < 2 * 20_000

    tree = log.Tree(20_000, read)
    calls.clear()
    root, proof = tree.root(), tree.inclusion_proof(12_345)
    consistency = tree.consistency_proof(7_777)
    assert len(calls) == 3
    assert max(calls) <= 30
    assert log.verify_inclusion(
        leaf=leaves[12_345], index=12_345, size=20_000, proof=proof, root=root
    )
    assert log.verify_consistency(
        first=7_777,
        second=20_000,
        first_root=log.Tree(7_777, read).root(),
        second_root=root,
        proof=consistency,
    )


def test_what_is_not_in_the_log_has_no_proof() -> None:
    with pytest.raises(IndexError, match="no leaf 8"):
        log.inclusion_proof(8, LEAVES)
    with pytest.raises(IndexError, match="no state of 9"):
        log.consistency_proof(1, 9, LEAVES)
    with pytest.raises(IndexError, match="no state of 5"):
        log.consistency_proof(5, 4, LEAVES)


def test_a_head_holds_only_as_signed() -> None:
    key = make_key()
    head = sign_head(key=key, size=8, root=log.root(LEAVES), at=NOON)
    assert verify_head(head, key.public)
    assert SignedHead.from_json(head.as_json()) == head
    assert not verify_head(head, make_key().public)
    for change in ({"size": 7}, {"root": "00" * 32}, {"at": "2024-09-20T04:00:01.000000Z"}):
        assert not verify_head(SignedHead.from_json(head.as_json() | change), key.public)


@pytest.mark.parametrize("broken", [{}, {"format": "other/1"}, {"format": "sasando-log-head/1"}])
def test_what_is_no_head_is_refused(broken: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not a log head"):
        SignedHead.from_json(broken)


def test_an_entry_says_the_same_in_every_time_zone() -> None:
    in_kupang = NOON.astimezone(timezone(timedelta(hours=8)))
    entry = log_entry(event="published", digest="ab" * 32, at=NOON)
    assert log_entry(event="published", digest="ab" * 32, at=in_kupang) == entry
    assert log_entry(event="withdrawn", digest="ab" * 32, at=NOON) != entry
