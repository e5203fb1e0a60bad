"""Uploads from strangers: opened by what they are, stripped, or refused with a reason."""

import io
import struct
import subprocess
import sys
import tomllib
import zlib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from sasando.matching.pictures import PictureError, open_picture
from sasando.matching.pictures.exceptions import (
    HeicRefused,
    PictureBroken,
    PictureEmpty,
    PictureKindRefused,
    PictureTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
)
from sasando.matching.pictures.opening import MAX_BYTES, Kind, OpenedPicture
from tests.matching_pictures.gallery import picture

SHOWN = picture(2).resize((400, 266))


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", list(Kind))
def test_the_kind_is_told_by_the_content(kind: Kind) -> None:
    opened = open_picture(encoded(SHOWN, kind.value))
    assert (opened.kind, opened.image.size, opened.image.mode) == (kind, SHOWN.size, "RGB")
    assert not opened.partial


@pytest.mark.parametrize(
    ("upload", "refusal", "key"),
    [
        (b"", PictureEmpty, "empty"),
        (b"\xff\xd8\xff" + bytes(MAX_BYTES), PictureTooHeavy, "too_heavy"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureKindRefused, "kind"),
        (b"%PDF-1.7", PictureKindRefused, "kind"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), HeicRefused, "heic"),
        (b"\x00\x00\x00\x18ftypavif" + bytes(40), HeicRefused, "heic"),
        (b"\xff\xd8\xff\xe0 nothing that follows", PictureBroken, "broken"),
        (encoded(SHOWN.resize((12, 300)), "PNG"), PictureTooSmall, "too_small"),
        (encoded(SHOWN, "JPEG").replace(b"\xff\xda", b"\xff\xda" * 150), PictureBroken, "broken"),
    ],
    ids=["empty", "heavy", "svg", "pdf", "heic", "avif", "noise", "small", "scans without end"],
)
def test_a_refusal_says_why(upload: bytes, refusal: type[PictureError], key: str) -> None:
    with pytest.raises(refusal) as refused:
        open_picture(upload)
    assert refused.value.key == key


def _png_of(width: int, height: int) -> bytes:
    """Return a PNG of a few kB that says it has that many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = (
        chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("side", [7_100, 60_000], ids=["over 50 MP", "a bomb"])
def test_more_than_50_megapixels_are_not_unpacked(side: int) -> None:
    with pytest.raises(PictureTooLarge):
        open_picture(_png_of(side, side))


_PEAK = """
import resource, sys
from sasando.matching.pictures import open_picture
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
picture = open_picture(open(sys.argv[1], "rb").read()).image
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, *picture.getpixel((9, 9)))
"""


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "P"])
def test_a_small_file_of_50_megapixels_costs_no_gigabyte(mode: str, tmp_path: Path) -> None:
    file = tmp_path / "large.png"
    clear = Image.new(mode, (7_000, 7_100))
    clear.save(file, transparency=0) if mode == "P" else clear.save(file)
    told = subprocess.run(
        [sys.executable, "-c", _PEAK, str(file)], capture_output=True, text=True, check=True
    )
    peak_kb, *pixel = map(int, told.stdout.split())
    assert peak_kb < 400_000
    assert pixel == ([0, 0, 0] if mode == "RGB" else [255, 255, 255])


def test_a_webp_of_more_than_16_megapixels_is_not_unpacked() -> None:
    with pytest.raises(PictureTooLarge):
        open_picture(encoded(Image.new("RGB", (4_000, 4_001)), "WEBP"))


def test_large_pictures_are_reduced() -> None:
    opened = open_picture(encoded(SHOWN.resize((7_000, 4_600)), "JPEG", quality=40))
    assert (opened.width, opened.height) == (7_000, 4_600)
    assert opened.image.width * opened.image.height <= 6_000_000


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright_and_carry_no_metadata(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "a telephone that tells who took it"
    upright = SHOWN.transpose(Image.Transpose.ROTATE_90) if orientation > 4 else SHOWN
    opened = open_picture(encoded(SHOWN, "JPEG", exif=exif, quality=90))
    assert opened.image.size == upright.size
    assert not opened.image.info
    assert b"telephone" not in opened.to_jpeg()
    assert not Image.open(io.BytesIO(opened.to_jpeg())).getexif()


def test_only_pixels_go_on_from_a_file_that_is_two_things_at_once() -> None:
    page = b"<script>alert(1)</script>PK\x03\x04"
    for kind in Kind:
        opened = open_picture(encoded(SHOWN, kind.value) + page)
        assert b"script" not in opened.to_jpeg()


def test_of_an_animated_sticker_the_first_frame_is_seen() -> None:
    frames = [Image.new("RGBA", (128, 128), colour) for colour in ("red", "blue", "green")]
    for kind in ("WEBP", "GIF", "PNG"):
        upload = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=90)
        red, green, blue = open_picture(upload).image.getpixel((64, 64))
        assert red > 200 and green < 60 and blue < 60, kind


def test_stickers_without_ground_get_a_white_one() -> None:
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    assert open_picture(encoded(clear, "PNG")).image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("progressive", [False, True], ids=["baseline", "progressive"])
def test_a_truncated_jpeg_shows_what_came_through(progressive: bool) -> None:
    upload = encoded(SHOWN, "JPEG", quality=90, progressive=progressive)
    opened = open_picture(upload[: len(upload) * 6 // 10])
    assert opened.partial
    assert opened.image.height > 0.4 * SHOWN.height


def test_a_truncated_png_shows_what_came_through() -> None:
    upload = encoded(picture(5).resize((400, 400)), "PNG")
    opened = open_picture(upload[: len(upload) * 6 // 10])
    assert opened.partial
    assert 100 < opened.image.height < 300


@pytest.mark.parametrize("kind", list(Kind))
def test_of_hardly_anything_nothing_is_shown(kind: Kind) -> None:
    upload = encoded(picture(5).resize((400, 400)), kind.value)
    with pytest.raises(PictureBroken):
        open_picture(upload[: len(upload) // 50])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(list(Kind)),
    harm=st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), min_size=1, max_size=20),
    cut=st.floats(0.1, 1),
)
def test_damage_is_refused_or_opened_never_anything_else(
    kind: Kind, harm: list[tuple[int, int]], cut: float
) -> None:
    upload = bytearray(encoded(SHOWN.resize((120, 80)), kind.value))
    for at, value in harm:
        upload[at % len(upload)] = value
    try:
        opened = open_picture(bytes(upload[: int(len(upload) * cut)]))
    except PictureError:
        return
    assert isinstance(opened, OpenedPicture)


@given(st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(PictureError):
        open_picture(noise)


def _refusals(above: type[PictureError]) -> list[type[PictureError]]:
    below = above.__subclasses__()
    return below + [deeper for each in below for deeper in _refusals(each)]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_refusal_has_its_sentence(language: str) -> None:
    folder = files("sasando.rendering") / "phrases"
    said = tomllib.loads((folder / f"{language}.toml").read_text())["picture"]
    assert {each.key for each in _refusals(PictureError)} == set(said)
