"""What independent tools say of a PDF: qpdf, poppler, pypdfium2 and zxing-cpp."""

import io
import subprocess
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

SITE = "https://sasando.example"


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def qpdf_finds_nothing(path: Path) -> bool:
    return "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))


def fonts(path: Path) -> list[tuple[str, bool]]:
    """Name and whether it is embedded, of every font in the PDF."""
    rows = run("pdffonts", str(path)).splitlines()[2:]
    return [(row.split()[0].partition("+")[2], row.split()[-5] == "yes") for row in rows]


def info(path: Path) -> dict[str, str]:
    rows = run("pdfinfo", str(path)).splitlines()
    return {row.partition(":")[0]: row.partition(":")[2].strip() for row in rows if ":" in row}


def text_of(path: Path) -> str:
    """All words of the PDF, without soft hyphens and break marks, blanks as single blanks."""
    raw = run("pdftotext", "-raw", str(path), "-").replace("\u200b\n", "").replace("\u200b", "")
    return " ".join(raw.replace("\u00ad\n", "").replace("\u00ad", "").split())


def picture_of(pdf: bytes, *, page: int = 0, dpi: int = 150) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()


def codes_in(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


class Shelf:
    """A store with one picture, whatever is asked for."""

    def __init__(self, size: tuple[int, int] = (1600, 1067), fmt: str = "JPEG") -> None:
        out = io.BytesIO()
        Image.linear_gradient("L").resize(size).convert("RGB").save(out, fmt)
        self.content = out.getvalue()

    def read(self, sha256: str) -> bytes:
        return self.content


class EmptyShelf:
    def read(self, sha256: str) -> bytes:
        raise KeyError(sha256)
