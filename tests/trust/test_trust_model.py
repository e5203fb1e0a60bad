"""The examples in docs/explanation/trust-model.md run as they stand."""

import re
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from sasando.trust.exceptions import Replayed
from sasando.trust.heads import log_entry, sign_head
from sasando.trust.http_signature import sign_request
from sasando.trust.keys import make_key
from sasando.trust.log import leaf_hash, tree_of

PAGE = Path(__file__).parents[2] / "docs/explanation/trust-model.md"
NOW = datetime(2024, 9, 20, 1, 30, tzinfo=UTC)
KEY = make_key()


def example(function: str) -> Any:
    """The function of that name, from the block of the page that defines it."""
    for block in re.findall(r"(?:^(?: {4}.*)?\n)+", PAGE.read_text(), re.MULTILINE):
        if f"def {function}(" in block:
            names: dict[str, Any] = {}
            exec(textwrap.dedent(block), names)
            return names[function]
    raise LookupError(function)


def test_the_page_shows_how_to_check_the_log() -> None:
    entries = [log_entry(event="published", digest=f"{n:064x}", at=NOW) for n in range(9)]
    leaves = [leaf_hash(entry) for entry in entries]
    before, after = tree_of(leaves[:5]), tree_of(leaves)
    kept = sign_head(key=KEY, size=5, root=before.root(), at=NOW)
    answer: dict[str, Any] = {
        "head": sign_head(key=KEY, size=9, root=after.root(), at=NOW).as_json(),
        "inclusion": {
            "index": 6,
            "entry": entries[6].decode(),
            "path": [h.hex() for h in after.inclusion_proof(6)],
        },
        "consistency": {"path": [h.hex() for h in after.consistency_proof(5)]},
    }
    check = example("check")
    assert check(answer, kept, KEY.public)
    answer["inclusion"]["entry"] = entries[5].decode()
    assert not check(answer, kept, KEY.public)


def test_the_page_shows_how_to_accept_a_push() -> None:
    request = httpx.Request("POST", "https://mitra.example/ninjs", content=b"{}")
    sign_request(request, key=KEY, created=NOW, nonce="n")
    accept, nonces = example("accept"), set[str]()
    given = ("POST", "https://mitra.example/ninjs", dict(request.headers), b"{}")
    known = {"keys": {KEY.key_id: KEY.public}, "now": NOW, "nonces": nonces}
    assert accept(*given, **known) == KEY.key_id
    with pytest.raises(Replayed):
        accept(*given, **known)
