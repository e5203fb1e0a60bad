"""What is not ours among the static files is what the list of dependencies says, byte for byte."""

import re
from pathlib import Path

from sasando import site
from sasando.documents.digest import sha256_hex

STATIC = Path(site.__file__).parent / "static" / "sasando_site"
DEPENDENCIES = Path(__file__).parents[2] / "docs" / "dependencies.md"


def test_the_library_for_hls_is_the_one_that_is_named() -> None:
    [row] = [line for line in DEPENDENCIES.read_text().splitlines() if "hls.light.min.js" in line]
    named = re.search(r"SHA-256 `([0-9a-f]{64})`", row)
    assert named is not None
    body = (STATIC / "hls" / "hls.light.min.js").read_bytes()
    assert sha256_hex(body) == named[1]
    assert b"sourceMappingURL" not in body  # the map is not shipped: static files would miss it
    assert "Apache License" in (STATIC / "hls" / "LICENSE").read_text()
