"""QR codes: read back from print-like photos; broken and hostile pictures are refused."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from sasando.trust.exceptions import Oversize, Unreadable
from sasando.trust.pdf import read_codes_in_pdf, text_of_pdf
from sasando.trust.qr import qr_matrix, qr_png, qr_svg, read_codes
from tests.trust.pictures import a_pdf, a_sheet, encoded, photographed

ADDRESS = "https://sasando.example/v/7ZK3M-Q9T2A"


def test_a_written_code_reads_back() -> None:
    assert read_codes(qr_png(ADDRESS)) == (ADDRESS,)


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_any_address_reads_back(text: str) -> None:
    assert read_codes(qr_png(text)) == (text,)


def test_text_beyond_ascii_reads_back() -> None:
    assert read_codes(qr_png("Pemilih – 275.085 é 東")) == ("Pemilih – 275.085 é 東",)


def test_the_same_text_gives_the_same_bytes() -> None:
    assert qr_png(ADDRESS) == qr_png(ADDRESS)
    assert qr_svg(ADDRESS) == qr_svg(ADDRESS)


def test_the_svg_is_ready_to_set_inside_a_page() -> None:
    svg = qr_svg(ADDRESS, title="Alamat versi ini & <kode>")
    root = etree.fromstring(svg)
    assert svg.startswith("<svg")
    assert "width" not in root.attrib
    assert root.attrib["viewBox"] == "0 0 37 37"  # 29 modules and the quiet zone
    assert root.findtext("{*}title") == "Alamat versi ini & <kode>"


def test_the_matrix_is_the_same_code() -> None:
    matrix = qr_matrix(ADDRESS)
    picture = Image.new("L", (len(matrix) + 8, len(matrix) + 8), 255)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + 4, y + 4), 0)
    large = picture.resize((picture.width * 6, picture.height * 6), Image.Resampling.NEAREST)
    assert read_codes(encoded(large)) == (ADDRESS,)


def test_what_is_too_long_for_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr_png("x" * 5000)


@pytest.mark.parametrize(
    ("angle", "blur", "noise", "lean"),
    [
        (0, 0.5, 20, 0.0),
        (7, 1.2, 60, 0.06),
        (-23, 1.5, 60, 0.1),
        (93, 1.5, 80, 0.12),
        (181, 2.0, 60, 0.05),
        (40, 2.4, 40, 0.08),
    ],
)
def test_a_code_is_read_from_a_photo_of_a_page(
    angle: float, blur: float, noise: float, lean: float
) -> None:
    photo = photographed(a_sheet(ADDRESS), angle=angle, blur=blur, noise=noise, lean=lean)
    assert read_codes(photo) == (ADDRESS,)


def test_a_code_is_read_from_a_large_photo_of_a_small_code() -> None:
    sheet = a_sheet(ADDRESS, size=(4000, 3000), qr_side=330)
    assert read_codes(photographed(sheet, angle=3, blur=2, noise=40, lean=0.02)) == (ADDRESS,)


def test_transparent_and_other_formats_are_read() -> None:
    code = Image.open(io.BytesIO(qr_png(ADDRESS))).convert("RGBA")
    see_through = Image.new("RGBA", code.size, (0, 0, 0, 0))
    see_through.paste(code, mask=code.convert("L").point(lambda v: 255 - v))
    assert read_codes(encoded(see_through)) == (ADDRESS,)
    assert read_codes(encoded(code, "WEBP")) == (ADDRESS,)
    assert read_codes(encoded(code.convert("P"))) == (ADDRESS,)


def test_several_codes_are_all_read() -> None:
    sheet = a_sheet(ADDRESS)
    other = Image.open(io.BytesIO(qr_png("https://lain.example/"))).convert("L")
    sheet.paste(other, (100, 100))
    assert set(read_codes(encoded(sheet))) == {ADDRESS, "https://lain.example/"}


def test_a_picture_without_a_code_has_none() -> None:
    assert read_codes(encoded(Image.new("RGB", (400, 300), "teal"))) == ()


def a_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be enormous."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_001, 12_000, 60_000])
def test_a_picture_that_unpacks_to_too_much_is_refused(side: int) -> None:
    with pytest.raises(Oversize):
        read_codes(a_bomb(side, side))


def test_the_limit_is_the_callers() -> None:
    with pytest.raises(Oversize, match="at most 100 "):
        read_codes(qr_png(ADDRESS), max_pixels=100)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bukan gambar",
        b"GIF89a" + bytes(40),
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        qr_png(ADDRESS)[:90],
        a_bomb(100, 100),
    ],
)
def test_a_broken_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_codes(content)


PAGE = """
#set page(paper: "a4")
= KPU menetapkan 275.085 pemilih
Rapat pleno terbuka.
#place(bottom + right, image(bytes(SVG), format: "svg", width: 16mm))
""".replace("SVG", '"' + qr_svg(ADDRESS).replace('"', '\\"') + '"')


def test_codes_and_text_are_read_from_a_pdf() -> None:
    pdf = a_pdf(PAGE)
    assert read_codes_in_pdf(pdf) == (ADDRESS,)
    assert "275.085 pemilih" in text_of_pdf(pdf)


def test_a_page_of_absurd_size_is_read_small() -> None:
    assert read_codes_in_pdf(a_pdf("#set page(width: 500cm, height: 500cm)\nA")) == ()


def test_a_pdf_with_too_many_pages_is_refused() -> None:
    pdf = a_pdf("A" + "\n#pagebreak()\nB" * 3)
    assert text_of_pdf(pdf, max_pages=4).count("\f") == 3
    for read in (text_of_pdf, read_codes_in_pdf):
        with pytest.raises(Oversize, match="4 pages"):
            read(pdf, max_pages=3)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nrusak", b"bukan pdf"])
def test_a_broken_pdf_is_refused(content: bytes) -> None:
    for read in (text_of_pdf, read_codes_in_pdf):
        with pytest.raises(Unreadable):
            read(content)
