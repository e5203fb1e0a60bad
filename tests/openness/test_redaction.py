"""What is redacted is gone: looked for with other tools than it was removed with, in every layer."""

import io
import re
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from sasando.openness import actions
from sasando.openness.exceptions import WrongState
from sasando.openness.models import DecisionFile, Redaction
from sasando.openness.redaction import Area, RedactionError, leaks, redact
from sasando.rendering.print.official_letter import official_letter_pdf
from tests.desk.builders import Desk
from tests.openness.conftest import PLAIN, Ask
from tests.openness.official import letter_about

SECRET = "Yuliana Manafe"
NIK = "5371014507850002"


def letter(*paragraphs: str) -> bytes:
    return official_letter_pdf(letter_about(*paragraphs, name=SECRET))


def changed(pdf: bytes, change: Any) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pictured(text: str) -> bytes:
    image = Image.new("RGB", (1240, 1754), "white")
    font = ImageFont.load_default(size=40)
    ImageDraw.Draw(image).text((120, 200), text, fill="black", font=font)
    out = io.BytesIO()
    image.save(out, "PDF", resolution=150)
    return out.getvalue()


def annotate(writer: PdfWriter) -> None:
    note = FreeText(text=f"catatan {SECRET}", rect=(50, 550, 300, 600))
    writer.add_annotation(page_number=0, annotation=note)


def conceal(writer: PdfWriter) -> None:
    """A black bar over the words: what is called redacted and is not."""
    page = writer.pages[0]
    bar = writer._add_object(_stream(b"0 0 0 rg 0 0 600 842 re f"))
    page.merge_page(page)
    contents = page["/Contents"]
    page[_name("/Contents")] = _array(
        [*(contents if isinstance(contents, list) else [contents]), bar]
    )


def _stream(data: bytes) -> Any:
    from pypdf.generic import DecodedStreamObject

    made = DecodedStreamObject()
    made.set_data(data)
    return made


def _name(text: str) -> Any:
    from pypdf.generic import NameObject

    return NameObject(text)


def _array(items: list[Any]) -> Any:
    from pypdf.generic import ArrayObject

    return ArrayObject(items)


def revised(pdf: bytes) -> bytes:
    """An earlier revision with the name, and a later one without it."""
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    writer.add_metadata({"/Title": "Tanpa nama"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


PLAIN_TEXT = f"Pemilih {SECRET}, NIK {NIK}, hadir di TPS 4. {SECRET.upper()} menandatangani."
NASTY = {
    "text": letter(PLAIN_TEXT),
    "divided over lines": letter(f"{'kata ' * 17}Yuliana Mana-fe dan Yuliana    Manafe."),
    "metadata": changed(
        letter("x"), lambda w: w.add_metadata({"/Author": SECRET, "/Subject": NIK})
    ),
    "attachment": changed(letter("x"), lambda w: w.add_attachment("a.txt", SECRET.encode())),
    "annotation": changed(letter("x"), annotate),
    "under a black bar": changed(letter(PLAIN_TEXT), conceal),
    "earlier revision": revised(letter(PLAIN_TEXT)),
    "turned": changed(letter(PLAIN_TEXT), lambda w: w.pages[0].rotate(90)),
    "picture": pictured(f"Saksi {SECRET} hadir"),
}


def run(*command: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=True)
    return done.stdout.decode(errors="replace")


def squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


LOOKED_AT = {"text", "picture", "under a black bar"}  # by Tesseract too, which takes a while


def everything_in(pdf: bytes, folder: Path, *, looked_at: bool) -> dict[str, str]:
    """What poppler, qpdf, pypdf and Tesseract find in a file, layer by layer."""
    file = folder / "redacted.pdf"
    file.write_bytes(pdf)
    run("qpdf", "--check", file)
    flat = folder / "flat.pdf"
    run("qpdf", "--qdf", "--object-streams=disable", file, flat)
    reader = PdfReader(io.BytesIO(pdf))
    run("pdftoppm", "-r", "150", "-gray", "-png", file, folder / "page")
    pages = sorted(folder.glob("page*.png"))
    run("pdfimages", "-all", file, folder / "image")
    images = sorted(folder.glob("image*"))
    assert pages
    assert images
    return {
        "pdftotext": run("pdftotext", "-raw", file, "-"),
        "pdfinfo": run("pdfinfo", file) + run("pdfinfo", "-meta", file),
        "bytes": flat.read_bytes().decode("latin-1"),
        "streams": _unpacked(pdf),
        "pypdf": "\n".join(page.extract_text() for page in reader.pages) + str(reader.metadata),
        "attachments": str(list(reader.attachments)),
        "annotations": str([page.get("/Annots") for page in reader.pages]),
        "seen": run("tesseract", pages[0], "-", "-l", "ind") if looked_at else "",
        "pictures": run("tesseract", images[0], "-", "-l", "ind") if looked_at else "",
    }


def _unpacked(pdf: bytes) -> str:
    parts = []
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompressobj().decompress(found[1]).decode("latin-1"))
        except zlib.error:
            continue
    return "\n".join(parts)


@pytest.mark.parametrize("kind", NASTY)
def test_nothing_of_what_was_removed_is_left_in_any_layer(kind: str, tmp_path: Path) -> None:
    found = redact(NASTY[kind], terms=(SECRET, NIK))
    assert leaks(found.content, (SECRET, NIK)) == ()
    layers = everything_in(found.content, tmp_path, looked_at=kind in LOOKED_AT)
    for layer, text in layers.items():
        for secret in (SECRET, NIK, "Manafe"):
            assert squeezed(secret) not in squeezed(text), f"{kind}: {secret} is in {layer}"
    assert layers["attachments"] == "[]"
    assert "None" in layers["annotations"]


def test_the_check_itself_finds_what_is_left() -> None:
    for kind in ("text", "metadata", "attachment", "under a black bar"):
        assert leaks(NASTY[kind], (SECRET,)) == (SECRET,), kind


def test_the_words_that_remain_can_be_searched_where_they_stand() -> None:
    found = redact(NASTY["text"], terms=(SECRET, NIK))
    text = PdfReader(io.BytesIO(found.content)).pages[0].extract_text()
    for word in ("Pemilih", "hadir", "TPS", "menandatangani", "Sekretaris"):
        assert word in text
    assert found.counts[SECRET] == 4
    assert found.counts[NIK] == 1
    assert found.to_look_at == ()


def test_a_place_is_blackened_and_a_page_with_pictures_is_named() -> None:
    found = redact(NASTY["picture"], terms=("Tidak Ada",), areas=(Area(1, 0.0, 0.0, 1.0, 0.5),))
    assert found.counts == {"Tidak Ada": 0}
    assert found.to_look_at == (1,)
    page = PdfReader(io.BytesIO(found.content)).pages[0].images[0].image
    assert page is not None
    wide, high = page.size
    darkest, lightest = page.convert("L").crop((0, 0, wide, high * 2 // 5)).getextrema()
    assert lightest < 16, darkest


def test_what_is_no_pdf_or_locked_or_endless_is_refused() -> None:
    locked = changed(letter("x"), lambda w: w.encrypt("rahasia"))
    for content, key in ((b"bukan pdf", "unreadable"), (locked, "unreadable")):
        with pytest.raises(RedactionError) as refusal:
            redact(content, terms=("x",))
        assert refusal.value.key == key
    endless = changed(letter("x"), lambda w: [w.add_blank_page(100, 100) for _ in range(60)])
    with pytest.raises(RedactionError) as refusal:
        redact(endless, terms=("x",))
    assert refusal.value.key == "too_long"


def test_an_officer_redacts_looks_and_gives_it(client: Client, desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    client.force_login(desk.officer)
    path = reverse("sasando_openness_work", args=[asked.matter_id, "redact"])
    told = {"terms": f"{SECRET}\nTidak Ada", "areas": "1 0 90 20 100", "reason": "Pasal 17 huruf h"}
    for lacking in ({"areas": "1 2"}, {"reason": ""}, {"terms": "", "areas": ""}):
        upload = SimpleUploadedFile("berita acara.pdf", NASTY["text"], "application/pdf")
        assert client.post(path, told | lacking | {"upload": upload}).status_code == 200
    assert not Redaction.objects.exists()
    upload = SimpleUploadedFile("berita acara.pdf", NASTY["text"], "application/pdf")
    assert client.post(path, told | {"upload": upload}).status_code == 302
    row = Redaction.objects.get()
    assert (row.missed, row.areas, row.name) == (1, 1, "berita_acara-dihitamkan.pdf")
    assert SECRET not in str(Redaction.objects.values_list("terms")[0])
    page = client.get(reverse("sasando_openness_matter", args=[asked.matter_id])).content.decode()
    assert "Tidak Ada: 0×" in page
    shown = client.get(reverse("sasando_openness_redacted", args=[row.pk]))
    content = b"".join(shown.streaming_content)
    assert leaks(content, (SECRET,)) == ()
    decide = reverse("sasando_openness_work", args=[asked.matter_id, "decide"])
    answer = {
        "outcome": "partly",
        "text": "Nama dihitamkan.",
        "article": "Pasal 17 huruf h",
        "consequence": "Data pribadi",
        "redacted": [row.pk],
    }
    assert client.post(decide, answer).status_code == 200
    assert client.post(decide, answer | {"looked": "on"}).status_code == 302
    given = DecisionFile.objects.get()
    assert (given.redaction, given.sha256) == (row, row.sha256)
    client.force_login(desk.chief)
    hidden = client.get(reverse("sasando_openness_redacted", args=[row.pk]))
    assert hidden.status_code in (302, 403)


def test_what_cannot_be_redacted_is_said_and_nothing_is_kept(desk: Desk, ask: Ask) -> None:
    told = {"matter": ask(1).matter, "name": "a.pdf", "areas": (), "by": desk.officer, "at": PLAIN}
    with pytest.raises(WrongState):
        actions.redact_file(pdf=b"bukan", terms=("x",), reason="Pasal 17", **told)
    with pytest.raises(WrongState):
        actions.redact_file(pdf=NASTY["text"], terms=(" ",), reason="Pasal 17", **told)
    assert not Redaction.objects.exists()
