"""The village kit: a real set of sheets, signed, each verified without a network."""

import io
import json
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from sasando.education import actions
from sasando.education.exceptions import AnswersRefused, NoLessons
from sasando.education.kit import village_kit
from sasando.education.models import Group
from sasando.rendering.kits import kit_sentence
from sasando.rendering.lessons import valid_until
from sasando.site.verification import Answer, published_keys, verify_file
from sasando.trust.exceptions import Unreadable
from sasando.trust.kit import SEAL, KitState, check_kit, open_kit
from sasando.trust.pdf import read_codes_in_pdf, text_of_pdf
from tests.desk.builders import NOW, Desk
from tests.education.conftest import lesson

TODAY = NOW.date()
SHEETS = (
    "poster-dinding.pdf",
    "selebaran.pdf",
    "huruf-besar.pdf",
    "lembar-fasilitator.pdf",
    "kartu-kuis.pdf",
    "lembar-hadir.pdf",
)


@pytest.fixture
def made(taught: Desk) -> tuple[Group, bytes]:
    return village_kit(audience="women", language="id", day=TODAY)


@pytest.fixture
def files(made: tuple[Group, bytes]) -> dict[str, bytes]:
    return {name.rpartition("/")[2]: body for name, body in open_kit(made[1]).items()}


def test_a_kit_has_every_sheet_and_text(files: dict[str, bytes]) -> None:
    texts = ("pengumuman.txt", "menit-radio.txt", "dokumen.json", "BACA-DULU.txt", SEAL)
    assert set(files) == {*SHEETS, *texts}
    said = files["pengumuman.txt"].decode()
    assert "TPS buka jam tujuh pagi." in said
    assert "T-P-S buka jam tujuh pagi." in files["menit-radio.txt"].decode()
    assert json.loads(files["dokumen.json"])["imprint"]["approvals"]


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_has_its_fonts_inside_its_qr_and_until_when_it_is_valid(
    files: dict[str, bytes], name: str
) -> None:
    pdf = files[name]
    version = lesson("jam-buka-tps")
    assert f"https://sasando.example/v/{version.code}" in read_codes_in_pdf(pdf)
    until = valid_until(version.document)
    assert until == TODAY + timedelta(days=365)
    assert "Berlaku sampai 20 September 2025" in re.sub(r"\s+", " ", text_of_pdf(pdf))
    assert pdf.count(b"/FontFile") >= 1
    fonts, inside = pdf.count(b"/FontDescriptor"), pdf.count(b"/FontFile")
    assert fonts <= 2 * inside
    assert b"/StructTreeRoot" in pdf  # it can be read aloud


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_black_on_white(files: dict[str, bytes], name: str) -> None:
    document = pypdfium2.PdfDocument(files[name])
    for page in document:
        picture = page.render(scale=0.5).to_pil().convert("RGB")
        for red, green, blue in picture.get_flattened_data():
            assert max(red, green, blue) - min(red, green, blue) <= 2
    document.close()


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_alone_is_verified_by_its_code_and_word_by_word(
    files: dict[str, bytes], name: str
) -> None:
    (finding,) = verify_file(files[name], name=name).findings
    assert finding.answer is Answer.GENUINE
    assert finding.version == lesson("jam-buka-tps")


def test_a_kit_is_verified_against_the_published_keys(made: tuple[Group, bytes]) -> None:
    found = check_kit(open_kit(made[1]), published_keys(), today=TODAY)
    assert found.state is KitState.GENUINE
    assert found.statement["session"] == made[0].code
    assert kit_sentence(found) == "Paket asli dan masih berlaku, sampai 20 September 2025"
    late = check_kit(open_kit(made[1]), published_keys(), today=TODAY + timedelta(days=366))
    assert late.state is KitState.EXPIRED


def test_a_kit_that_was_altered_is_told_from_one_that_was_not(made: tuple[Group, bytes]) -> None:
    keys = published_keys()
    files = open_kit(made[1])
    sheet = next(name for name in files if name.endswith("pengumuman.txt"))
    swapped = files | {sheet: b"TPS buka jam sepuluh."}
    assert check_kit(swapped, keys, today=TODAY).differing == (sheet,)
    fewer = {name: body for name, body in files.items() if name != sheet}
    assert check_kit(fewer, keys, today=TODAY).state is KitState.ALTERED
    assert check_kit(fewer, keys, today=TODAY, whole=False).state is KitState.GENUINE
    more = files | {"titipan.pdf": b"%PDF-"}
    assert check_kit(more, keys, today=TODAY).differing == ("titipan.pdf",)
    seal = json.loads(files[SEAL])
    seal["statement"]["valid_until"] = "2099-01-01"
    longer = files | {SEAL: json.dumps(seal).encode()}
    assert check_kit(longer, keys, today=TODAY).state is KitState.ALTERED
    assert check_kit(files, [], today=TODAY).state is KitState.UNKNOWN


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"text"])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        open_kit(content)


@pytest.mark.parametrize("seal", [b"{}", b"[]", b"no json", b'{"statement": {"files": 1}}'])
def test_a_seal_that_is_none_is_refused(seal: bytes) -> None:
    with pytest.raises(Unreadable):
        check_kit({SEAL: seal}, [], today=date(2026, 1, 1))


def test_the_attendance_sheet_leads_to_the_form_and_asks_for_no_name(
    made: tuple[Group, bytes], files: dict[str, bytes], client: Client
) -> None:
    group = made[0]
    sheet = files["lembar-hadir.pdf"]
    form = f"https://sasando.example/belajar/sesi/{group.code}/"
    assert form in read_codes_in_pdf(sheet)
    assert "Jangan menulis nama" in re.sub(r"\s+", " ", text_of_pdf(sheet))
    assert group.expires_on == valid_until(lesson("jam-buka-tps").document)


def test_no_lesson_no_kit(taught: Desk) -> None:
    with pytest.raises(NoLessons):
        village_kit(audience="abroad", language="id", day=TODAY)
    with pytest.raises(AnswersRefused):
        village_kit(audience="", language="id", day=TODAY) and actions.open_group(
            kind="session", audience="martian", day=TODAY
        )


def test_the_same_files_and_key_give_the_same_archive(made: tuple[Group, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made[1])) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2024, 1, 1, 0, 0, 0)}


def test_the_kit_comes_from_one_button_of_the_desk(client: Client, taught: Desk) -> None:
    client.force_login(taught.editor)
    screen = client.get("/desk/belajar/")
    assert screen.status_code == 200
    response = client.post("/desk/belajar/paket/", {"audience": "women", "language": "id"})
    assert response.headers["Content-Type"] == "application/zip"
    sent = check_kit(open_kit(response.content), published_keys(), today=timezone.localdate())
    assert sent.state in (
        KitState.GENUINE,
        KitState.EXPIRED,
    )
    refused = client.post("/desk/belajar/paket/", {"audience": "abroad", "language": "en"})
    assert refused.status_code == 302


def test_kits_leave_nothing_in_the_house_but_their_code(
    made: tuple[Group, bytes], house: Path
) -> None:
    assert not list(house.rglob("*.zip"))
    assert Group.objects.get() == made[0]
