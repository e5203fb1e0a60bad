"""The verify page answers what is true of a copy, and keeps nothing."""

import io
import mimetypes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sasando.desk import actions
from sasando.desk.models import Version
from sasando.documents import Standing
from sasando.rendering.cards import CardSize, card_png
from sasando.rendering.text import plain_text
from sasando.rendering.whatsapp import whatsapp_messages
from sasando.site.copies import FILES
from sasando.trust.certificates import make_issuer, write_issuer
from sasando.trust.credentials import embed
from sasando.trust.qr import qr_png
from tests.desk.builders import NOW


def current(slug: str = "tps") -> Version:
    return Version.objects.current().with_imprint().get(slug=slug)


def ask(text: str = "", file: bytes | None = None, name: str = "salinan.pdf"):
    data = {"teks": text}
    if file is not None:
        data["berkas"] = SimpleUploadedFile(
            name, file, content_type=mimetypes.guess_type(name)[0] or ""
        )
    return Client(enforce_csrf_checks=True).post("/verifikasi/", data)


def test_text_as_it_went_out_is_genuine(standing):
    document = current().document
    for text in (plain_text(document), "\n".join(whatsapp_messages(document))):
        assert "Asli dan masih berlaku" in ask(text).content.decode()


def test_changed_figure_is_altered_and_shown(standing):
    text = plain_text(current().document).replace("553", "999")
    page = ask(text).content.decode()
    assert "Diubah" in page
    assert "999" in page and "<del>" in page


def test_older_version_is_corrected_since_and_leads_to_the_difference(standing):
    old = Version.objects.with_imprint().get(slug="tps", number=1)
    page = ask(plain_text(old.document)).content.decode()
    assert "Asli, tetapi sudah diralat" in page
    assert "/rilis/tps/v/2/perbedaan/" in page


def test_older_version_as_it_read_before_the_correction_is_still_known(standing):
    old = Version.objects.with_imprint().get(slug="tps", number=1)
    then = old.document.with_imprint(
        old.imprint.model_copy(update={"standing": Standing.CURRENT, "standing_note": ""})
    )
    page = ask(plain_text(then)).content.decode()
    assert "Asli, tetapi sudah diralat" in page


def test_withdrawn_says_so(full):
    version = current()
    text = plain_text(version.document)
    actions.withdraw(version=version, by=full.second, reason="Keliru.", at=NOW)
    assert "Sudah ditarik" in ask(text).content.decode()


@pytest.mark.parametrize(
    "text", ["Pemilu ditunda menurut kabar di grup keluarga", "https://x.example/"]
)
def test_what_is_not_ours_is_not_called_false(standing, text):
    page = ask(text).content.decode()
    assert "Bukan dari sini" in page and "tidak berarti isinya keliru" in page


@pytest.mark.parametrize("form", ["{code}", " {lower} ", "https://sasando.example/v/{code}"])
def test_a_code_or_link_alone_stands_as_what_it_leads_to(standing, form):
    code = current().code
    asked = form.format(code=code, lower=code.lower().replace("-", " "))
    assert "Asli dan masih berlaku" in ask(asked).content.decode()


def test_words_beside_a_code_are_not_vouched_for(standing):
    page = ask(f"TPS tutup pukul sepuluh pagi! {current().code}").content.decode()
    assert "Asli dan masih berlaku" not in page


def test_a_card_is_genuine_by_its_partys_seal_and_by_no_other(standing, settings):
    version = current()
    card = card_png(version.document, size=CardSize.SQUARE, site_url=settings.SITE_URL)
    folder = version.publisher.key_folder
    ours, theirs = (make_issuer(organisation=name, at=NOW) for name in ("KPU", "Orang lain"))
    write_issuer(ours, folder)
    for issuer, genuine in ((ours, True), (theirs, False)):
        sealed = embed(card, document=version.document, issuer=issuer, site_url=settings.SITE_URL)
        page = ask(file=sealed, name="kartu.png").content.decode()
        assert ("Asli dan masih berlaku" in page) is genuine


def test_qr_in_a_picture_is_read(standing):
    picture = qr_png(f"https://sasando.example/v/{current().code}")
    assert "Kodenya dari sini" in ask(file=picture, name="foto.png").content.decode()


@pytest.mark.parametrize("name", ["poster.pdf", "kolom.pdf"])
def test_our_own_pdf_is_genuine(standing, name):
    pdf = FILES[name].make(current().document)
    assert "Asli dan masih berlaku" in ask(file=pdf).content.decode()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7 broken", "a.pdf", "rusak"),
        (b"MZ\x90\x00" * 10, "a.png", "Tidak dapat diperiksa"),
        (b"<svg onload=alert(1)>", "a.png", "Tidak dapat diperiksa"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(standing, content, name, words):
    response = ask(file=content, name=name)
    assert response.status_code == 400
    assert words in response.content.decode()


def test_too_large_an_upload_is_refused(standing, settings):
    settings.UPLOAD_LIMIT_MB = 1
    response = ask(file=b"a" * (2**20 + 1), name="a.txt")
    assert response.status_code == 400
    assert "Terlalu besar" in response.content.decode()


def test_nothing_sent_is_kept(standing, settings):
    before = sorted(str(p) for p in settings.MEDIA_ROOT.rglob("*"))
    ask(file=qr_png("apa saja"), name="foto.png")
    assert sorted(str(p) for p in settings.MEDIA_ROOT.rglob("*")) == before
    assert ask("x").headers["Cache-Control"] == "no-store"


def test_short_address_answers_and_forgives_how_it_is_typed(standing):
    version = current()
    assert "Asli dan masih berlaku" in Client().get(f"/v/{version.code}").content.decode()
    typed = Client().get(f"/v/{version.code.lower().replace('-', '')}")
    assert typed.status_code == 302 and typed.headers["Location"] == f"/v/{version.code}"


def test_signed_document_can_be_taken_away_and_checked(standing):
    import hashlib

    version = current()
    body = Client().get(f"/v/{version.code}/dokumen.json").content
    assert hashlib.sha256(body).hexdigest() == version.digest
    assert io.BytesIO(body).read(1) == b"{"
