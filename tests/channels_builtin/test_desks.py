"""Print desk, broadcast desk, cards and what is carried by hand: what each desk finds."""

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image as Raster

from sasando.channels.builtin.broadcast import Broadcast
from sasando.channels.builtin.by_hand import ByHand
from sasando.channels.builtin.cards import Cards
from sasando.channels.builtin.print_desk import PrintDesk
from sasando.documents import Document, Standing
from sasando.documents.imprint import PastVersion
from sasando.plugins import Context, Refused
from sasando.plugins.testing import ChannelContract, Pictures, sample_context
from sasando.trust.certificates import make_issuer
from sasando.trust.credentials import CredentialsState, read_credentials
from sasando.trust.qr import read_codes
from tests.documents.builders import PUBLISHED, a_document, full_document, published

FULL = published(full_document())
SHORT = published(a_document(version=2))
IMAGE = FULL.images[0]


def a_picture() -> bytes:
    out = io.BytesIO()
    Raster.new("RGB", (320, 200), (30, 50, 90)).save(out, "JPEG")
    return out.getvalue()


class DeskContract(ChannelContract):
    """The contract, with a Document of every block, and copies counted as folders."""

    def context(self, folder: Path) -> Context:
        self.folder = folder
        return sample_context(folder=folder, media=Pictures({IMAGE.sha256: a_picture()}))

    def documents(self) -> tuple[Document, ...]:
        return (FULL, SHORT)

    def copies(self) -> int:
        return len(list(self.folder.glob("*/*")))


class TestPrint(DeskContract):
    channel = PrintDesk


class TestBroadcast(DeskContract):
    channel = Broadcast


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
class TestBroadcastSpoken(DeskContract):
    channel = Broadcast
    options = {"voice": "mp3"}


def test_nothing_withdrawn_is_spoken(desk: Context) -> None:
    gone = published(a_document(), standing=Standing.WITHDRAWN)
    rendition = Broadcast(options={"voice": "mp3"}, context=desk).render(gone)
    assert not [file for file in rendition.files if file.name.endswith(".mp3")]


def test_a_voice_that_cannot_be_made_says_which_packages_it_needs(
    desk: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    channel = Broadcast(options={"voice": "mp3"}, context=desk)
    [problem] = [p for p in channel.check() if p.field == "voice"]
    assert "espeak-ng" in problem.message
    with pytest.raises(Refused, match="espeak-ng"):
        channel.render(FULL)


class TestCards(DeskContract):
    channel = Cards


class TestByHand(DeskContract):
    channel = ByHand
    options = {"place": "Papan pengumuman Kelurahan Alak"}


@pytest.fixture
def desk(house: Context) -> Context:
    return replace(house, media=Pictures({IMAGE.sha256: a_picture()}))


def test_the_print_desk_finds_all_it_places(desk: Context) -> None:
    channel = PrintDesk(options={"width_mm": "57,5"}, context=desk)
    receipt = channel.deliver(FULL, channel.render(FULL), key="d-1")
    folder = Path(receipt.address)
    assert sorted(p.name for p in folder.iterdir()) == sorted(
        ["foto", "kolom.pdf", "naskah.icml", "naskah.txt", "poster.pdf", "serah-terima.json"]
    )
    assert (folder / "foto" / "01.jpg").read_bytes() == a_picture()
    captions = (folder / "foto" / "keterangan.txt").read_text()
    assert f"foto/01.jpg: {IMAGE.caption} (Foto: {IMAGE.credit})" in captions
    assert (folder / "kolom.pdf").read_bytes().startswith(b"%PDF-")


def test_a_picture_that_is_gone_is_told(house: Context) -> None:
    with pytest.raises(Refused, match="is not in the store"):
        PrintDesk(options={}, context=house).render(FULL)


@pytest.mark.parametrize("width", ["lebar", "5", "1000", "nan", "-60"])
def test_a_column_width_that_cannot_be_set_is_told(desk: Context, width: str) -> None:
    channel = PrintDesk(options={"width_mm": width}, context=desk)
    assert [problem.field for problem in channel.check()] == ["width_mm"]
    with pytest.raises(Refused, match="30 to 300 mm"):
        channel.render(SHORT)


def test_scripts_follow_the_presenters_speed(desk: Context) -> None:
    def words(speed: str) -> int:
        rendition = Broadcast(options={"words_per_minute": speed}, context=desk).render(FULL)
        return len(rendition.file("naskah-60-detik.txt").body.split())

    assert words("90") < words("200")


@pytest.mark.parametrize("speed", ["cepat", "0", "1000", "²"])
def test_a_speed_nobody_reads_at_is_told(desk: Context, speed: str) -> None:
    channel = Broadcast(options={"words_per_minute": speed}, context=desk)
    assert [problem.field for problem in channel.check()] == ["words_per_minute"]


def test_cards_carry_credentials_and_a_code_that_leads_back(desk: Context) -> None:
    issuer = make_issuer(organisation="KPU Kota Kupang", at=datetime.now(UTC))
    channel = Cards(options={}, context=replace(desk, issuer=issuer))
    receipt = channel.deliver(SHORT, channel.render(SHORT), key="d-1")
    cards = sorted(Path(receipt.address).glob("*.png"))
    sizes = set()
    for card in cards:
        content = card.read_bytes()
        credentials = read_credentials(content, anchors=issuer.authority)
        assert credentials is not None
        assert credentials.state is CredentialsState.TRUSTED
        assert credentials.digest == SHORT.digest
        assert f"https://sasando.example/v/{SHORT.code}" in read_codes(content)
        with Raster.open(io.BytesIO(content)) as picture:
            sizes.add(picture.size)
    assert sizes == {(1080, 1080), (1080, 1920), (1200, 630)}


def test_a_repeat_keeps_the_first_cards(desk: Context) -> None:
    issuer = make_issuer(organisation="KPU Kota Kupang", at=datetime.now(UTC))
    channel = Cards(options={}, context=replace(desk, issuer=issuer))
    first = channel.deliver(SHORT, channel.render(SHORT), key="d-1")
    before = {p.name: p.read_bytes() for p in Path(first.address).iterdir()}
    assert channel.deliver(SHORT, channel.render(SHORT), key="d-1") == first
    assert {p.name: p.read_bytes() for p in Path(first.address).iterdir()} == before


def test_an_issuer_that_cannot_sign_is_told(desk: Context) -> None:
    issuer = make_issuer(organisation="KPU", at=datetime(2001, 1, 1, tzinfo=UTC))
    channel = Cards(options={}, context=replace(desk, issuer=issuer))
    with pytest.raises(Refused, match="content credentials"):
        channel.deliver(SHORT, channel.render(SHORT), key="d-1")


def test_a_kit_tells_a_person_what_to_do(desk: Context) -> None:
    options = {"place": "Halaman Facebook Pos Kupang", "time": "19.00 WITA"}
    kit = ByHand(options=options, context=desk).render(SHORT)
    steps = kit.file("kit.txt").body.decode()
    assert "Halaman Facebook Pos Kupang" in steps
    assert "19.00 WITA" in steps
    assert SHORT.code in steps
    named = {
        word.strip(".,") for word in steps.split() if word.strip(".,").endswith(("txt", "pdf"))
    }
    assert named <= {file.name for file in kit.files}
    assert kit.file("facebook.txt").body.decode().rstrip().endswith(SHORT.href)


def test_a_kit_never_spreads_a_withdrawn_text(desk: Context) -> None:
    withdrawn = published(a_document(), standing="withdrawn", standing_note="Angkanya keliru.")
    kit = ByHand(options={"place": "Facebook"}, context=desk).render(withdrawn)
    for name in ("facebook.txt", "whatsapp.txt", "kanal-whatsapp.txt"):
        text = kit.file(name).body.decode()
        assert "ditarik" in text.lower()
        assert "Rapat pleno" not in text


def test_a_slip_says_what_the_history_says(desk: Context) -> None:
    document = a_document(version=2)
    past = PastVersion(
        version=2,
        digest=document.digest,
        code=document.code,
        published_at=PUBLISHED,
        change="TPS 552, bukan 525.",
    )
    channel = Broadcast(options={}, context=desk)
    first = channel.deliver(FULL, channel.render(FULL), key="d-1")
    corrected = published(document, history=(past,))
    rendition = channel.render(corrected)
    receipt = channel.correct(corrected, rendition, receipt=first, key="d-2")
    assert "TPS 552, bukan 525." in (Path(receipt.address) / "ralat.txt").read_text()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("make", [PrintDesk, Broadcast, Cards, ByHand])
def test_each_desk_speaks_both_languages(
    desk: Context, language: str, make: Callable[..., PrintDesk]
) -> None:
    document = published(full_document(language=language))
    assert make(options={}, context=desk).render(document).files
