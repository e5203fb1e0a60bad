"""Pictures leave the desk clean, or not at all."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from sasando.desk.actions import freeze_picture
from sasando.desk.exceptions import PictureRefused
from sasando.desk.media import LIGHT_BYTES, LIGHT_SIDE, MAX_SIDE, FrozenPictures, clean_picture
from sasando.desk.models import Picture


def a_picture(kind="JPEG", size=(40, 30), mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 128)[: len(mode)]).save(out, kind, **options)
    return out.getvalue()


def with_position() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    exif[0x0112] = 6  # turned
    exif.get_ifd(0x8825)[1] = "S"
    return a_picture(exif=exif.tobytes())


@pytest.mark.parametrize(("kind", "type_"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp")])
def test_the_real_type_is_kept_and_the_same_upload_gives_the_same_bytes(kind, type_):
    clean = clean_picture(a_picture(kind))
    assert clean.content_type == f"image/{type_}"
    assert (clean.width, clean.height) == (40, 30)
    assert clean_picture(a_picture(kind)).sha256 == clean.sha256


def test_metadata_goes_and_the_picture_stands_upright():
    clean = clean_picture(with_position())
    assert (clean.width, clean.height) == (30, 40)
    with Image.open(io.BytesIO(clean.body)) as opened:
        assert not opened.getexif()
    assert b"Kamera" not in clean.body


def test_large_pictures_shrink_and_transparency_stays():
    clean = clean_picture(a_picture("PNG", (3200, 100), "RGBA"))
    assert (clean.width, clean.height) == (MAX_SIDE, 50)
    with Image.open(io.BytesIO(clean.body)) as opened:
        assert opened.mode == "RGBA"


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 30,000 × 30,000."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 20,
        a_picture()[:200],
        bomb(),
        b"%PDF-1.7",
    ],
    ids=["empty", "svg", "gif", "cut", "bomb", "pdf"],
)
def test_everything_else_is_refused(upload):
    with pytest.raises(PictureRefused):
        clean_picture(upload)


def test_the_store_keeps_by_digest(tmp_path):
    store = FrozenPictures(tmp_path / "pictures")
    clean = clean_picture(a_picture())
    assert store.write(clean) == store.write(clean) == clean.sha256
    assert store.read(clean.sha256) == clean.body
    names = {p.name for p in (tmp_path / "pictures").iterdir()}
    assert names == {f"{clean.sha256}.jpg", f"{clean.sha256}-ringan.webp"}
    with pytest.raises(KeyError):
        store.read("0" * 64)


def test_an_upload_is_clean_before_it_is_kept(db, house):
    picture = Picture(
        title="Pleno",
        description="Rapat.",
        credit="Humas",
        file=ContentFile(with_position(), "p.jpg"),
    )
    picture.full_clean(exclude=["width", "height", "collection"])
    picture.save()
    with picture.open_file() as file:
        assert b"Kamera" not in file.read()
    assert (picture.width, picture.height) == (30, 40)
    frozen = freeze_picture(picture)
    assert freeze_picture(picture) == frozen
    assert b"Kamera" not in FrozenPictures().read(frozen["sha256"])


def test_an_upload_without_alternative_text_or_of_another_type_is_refused(db, house):
    picture = Picture(title="x", credit="y", file=ContentFile(b"<svg/>", "p.jpg"))
    with pytest.raises(ValidationError) as error:
        picture.full_clean(exclude=["width", "height", "collection"])
    assert {"description", "file"} <= set(error.value.message_dict)


def test_a_frozen_picture_has_a_light_copy_beside_it(tmp_path):
    picture = clean_picture(noisy_jpeg(1600, 1067))
    store = FrozenPictures(tmp_path)
    sha256 = store.write(picture)
    light = (tmp_path / f"{sha256}-ringan.webp").read_bytes()
    assert len(light) <= LIGHT_BYTES
    with Image.open(io.BytesIO(light)) as opened:
        assert opened.format == "WEBP"
        assert max(opened.size) <= LIGHT_SIDE


def noisy_jpeg(width: int, height: int) -> bytes:
    """A photo-like picture: soft shapes with grain, the hardest kind to make small."""
    small = Image.effect_noise((width // 16, height // 16), 90).resize((width, height))
    out = io.BytesIO()
    Image.merge("RGB", (small, small.rotate(180), small)).save(out, "JPEG", quality=90)
    return out.getvalue()
