"""The handover report on paper, judged by tools that are not ours."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from sasando.rendering.print.handover import handover_pdf
from tests.rendering.print.papers import SITE, qpdf_finds_nothing, text_of

HOSTILE = '#image("/etc/passwd") \\ $x$ *tebal* <a> [b]'


def proof(**changes: Any) -> dict[str, Any]:
    values = {
        "title": HOSTILE,
        "how": "receipt",
        "shown_at": "2024-10-01T01:00:00.000000Z",
        "late": False,
        "outlet": "Portal",
        "address": "https://pos.example/berita/pindah-memilih",
        "note": "",
        "brought_by": "",
        "copies": None,
        "copies_per": "",
        "text": {"kind": "partnership", "code": "ABCDE12345", "digest": "d"},
        "file_sha256": "",
        "archive": {"sha256": "b" * 64, "at": "2024-10-01T01:05:00.000000Z", "words": ""},
        "recording": None,
        "is_programme": False,
        "measures": [
            {
                "kind": "views",
                "source": "post_views",
                "after_days": {"1": 120, "7": 90, "30": None},
                "fell": True,
            }
        ],
    }
    return values | changes


def report(lines: int = 1) -> dict[str, Any]:
    party = {"code": "kpu", "name": "KPU Kota Kupang", "signatory": "Ani", "office": ""}
    line = {
        "code": "berita",
        "title": "Berita bersama",
        "medium": "online",
        "number": 2,
        "size": None,
        "unit": "",
        "deadline": date(2024, 11, 20).isoformat(),
        "measure": "views",
        "reach": 500,
        "proven": 1,
        "late": 0,
        "missing": 1,
        "reached": 90,
        "proofs": [proof()],
        "taken_back": [{"title": "Berita lama", "reason": "Nama keliru."}],
    }
    return {
        "at": "2024-12-01T01:00:00.000000Z",
        "agreement": {
            "number": "12/PKS/2024",
            "title": "Publikasi Pilkada",
            "parties": {"commission": party, "media": party | {"name": "Pos Kupang"}},
            "starts": "2024-09-01",
            "ends": "2024-12-01",
            "budget_line": "",
            "value": 148_000_000,
        },
        "agreement_digest": "c" * 64,
        "amendments": [{"version": 2, "change": "Lima berita."}],
        "lines": [line] * lines,
        "no_longer_promised": [],
        "goals": [{"title": "Dilihat", "measure": "views", "target": 10, "reached": 3}],
        "editorial": {
            "news": 1,
            "news_titles": [{"title": "Berita biasa", "at": "2024-10-01T01:00:00.000000Z"}],
            "fact_checks": 2,
            "carried": 3,
        },
    }


def on_disk(folder: Path, pdf: bytes) -> Path:
    path = folder / "laporan.pdf"
    path.write_bytes(pdf)
    return path


def made(language: str = "id", lines: int = 1, **options: Any) -> bytes:
    settings: dict[str, Any] = {"digest": "d" * 64, "signatures": [], "site_url": SITE}
    return handover_pdf(report(lines), language=language, **(settings | options))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ("Rp 148.000.000", "Angkanya turun", "Belum ditandatangani", "Nama keliru.")),
        ("en", ("Rp 148,000,000", "corrected itself", "Not signed yet", "12/PKS/2024")),
    ],
)
def test_it_says_everything_in_both_languages(
    tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    text = text_of(on_disk(tmp_path, made(language)))
    assert all(word in text for word in words), text
    assert "#image" in text  # what looks like a command is text


def test_annexes_lie_inside_as_they_are_and_the_same_report_gives_the_same_bytes(
    tmp_path: Path,
) -> None:
    annexes = {
        "lampiran.json": ("application/json", b"{}"),
        "lampiran.xlsx": ("application/zip", bytes(range(256))),
    }
    pdf = made(annexes=annexes)
    assert pdf == made(annexes=annexes)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert {name: bodies[0] for name, bodies in reader.attachments.items()} == {
        name: body for name, (_mime, body) in annexes.items()
    }
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert b"pdfaid:part>3" in metadata.stream.get_data()
    assert qpdf_finds_nothing(on_disk(tmp_path, pdf))


def test_a_long_report_goes_over_pages() -> None:
    assert len(pypdf.PdfReader(io.BytesIO(made(lines=30))).pages) > 3


def test_signatures_stand_under_it(tmp_path: Path) -> None:
    signature = {
        "person": "Rina Kale",
        "office": "Pemimpin perusahaan",
        "party": {"name": "Pos Kupang"},
        "at": "2024-12-01T02:00:00.000000Z",
        "key_id": "0123456789abcdef",
        "signature": "x" * 86,
    }
    text = text_of(on_disk(tmp_path, made(signatures=[signature])))
    assert "Rina Kale" in text and "0123456789abcdef" in text
