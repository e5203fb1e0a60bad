"""The engine on a small desk: it answers, suggests, abstains, asks, remembers, and says why."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from zlib import crc32

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sasando.matching import Index, Known, Message, Outcome, Source
from sasando.matching.decision import How
from sasando.matching.encoder import EncoderError
from sasando.matching.late import Tokens
from sasando.matching.normalise import normalise
from sasando.matching.scoring import FEATURES

AT = datetime(2024, 11, 20, 8, tzinfo=UTC)
CITIES = [
    "Kupang",
    "Atambua",
    "Soe",
    "Kefamenanu",
    "Ruteng",
    "Bajawa",
    "Ende",
    "Maumere",
    "Larantuka",
    "Lewoleba",
    "Kalabahi",
    "Waingapu",
]
THINGS = [
    "banjir",
    "gempa",
    "longsor",
    "kebakaran",
    "tabrakan",
    "wabah",
    "kekeringan",
    "demonstrasi",
    "penipuan",
    "pencurian",
]


def background() -> list[Known]:
    """Return enough other things known that rarity means something."""
    return [
        Known(
            id=f"foreign:{city}-{thing}",
            source=Source.FOREIGN,
            title=f"Video {thing} besar melanda pasar tradisional {city} minggu lalu",
        )
        for city in CITIES
        for thing in THINGS
    ]


HOAX = Known(
    id="version:surat-suara",
    source=Source.CHECK,
    title="Surat suara tercoblos ditemukan di gudang KPU Oesapa",
    claim="Tujuh kontainer surat suara yang sudah dicoblos ditemukan di gudang KPU Oesapa",
    explanation="Gudang itu kosong. Surat suara baru dicetak dan belum dikirim.",
    links=("https://www.facebook.com/warga/posts/123?fbclid=abc",),
)
HOURS = Known(
    id="version:jam-tps",
    source=Source.OFFICIAL,
    title="TPS dibuka pukul 07.00 dan ditutup pukul 13.00 waktu setempat",
    valid_until=AT + timedelta(days=7),
)
SCAM = Known(
    id="version:bansos",
    source=Source.CHECK,
    title="Bantuan sosial pemilih lewat nomor 0812-3456-7890",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    made = Index.open(tmp_path_factory.mktemp("index"))
    made.put([*background(), HOAX, HOURS, SCAM])
    return made


def ids(index: Index, text: str) -> list[str]:
    return [match.known.id for match in index.search(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Tujuh kontainer surat suara yang sudah dicoblos ditemukan di gudang KPU Oesapa",
        "Min ini bener gak? 7 kontainer srat suara udah dicoblos ditemukan di gudang kpu oesapa",
        "𝐒𝐮𝐫𝐚𝐭 𝐬𝐮𝐚𝐫𝐚 𝐭𝐞𝐫𝐜𝐨𝐛𝐥𝐨𝐬 ditemukn di gudangg KPU Oesapa!!! sebarkan biar semua tahu",
    ],
)
def test_a_rumour_finds_its_check_however_it_is_written(index: Index, text: str) -> None:
    assert ids(index, text)[0] == HOAX.id


def test_a_sure_match_is_answered_and_says_where_it_lies(index: Index) -> None:
    text = (
        "Halo admin. Tujuh kontainer surat suara yang sudah dicoblos ditemukan di gudang KPU Oesapa"
    )
    decision = index.answer(Message(text), at=AT)
    assert decision.outcome is Outcome.ANSWER
    match = decision.matches[0]
    assert match.known == HOAX
    passage, matched = match.explained()
    assert passage is not None
    assert passage.of(text).startswith("Tujuh kontainer")
    assert matched is not None
    assert "surat suara" in matched.of(HOAX.field(matched.field)).lower()


def test_what_is_not_known_is_not_answered(index: Index) -> None:
    text = "Resep ayam betutu khas Bali dengan sambal matah segar"
    assert index.answer(Message(text), at=AT).outcome in (Outcome.ABSTAIN, Outcome.SUGGEST)


@pytest.mark.parametrize(
    "text",
    [
        *("", "halo", "?", "🙏🙏🙏", "\x00\u202e", "a b c a b c a b c", "tes tes tes"),
        *("benar kah?", "hoaks kah", "apakah benar", "1111111111111"),
    ],
)
def test_too_little_is_asked_about(index: Index, text: str) -> None:
    assert index.answer(Message(text), at=AT).outcome is Outcome.ASK


@pytest.mark.parametrize("text", ["TPS 12", "jam TPS dibuka", "surat suara"])
def test_a_short_question_is_not_asked_back(index: Index, text: str) -> None:
    assert index.answer(Message(text), at=AT).outcome is not Outcome.ASK


def test_a_fact_is_not_given_after_its_end(index: Index) -> None:
    message = Message("TPS dibuka pukul 07.00 dan ditutup pukul 13.00 waktu setempat")
    assert index.answer(message, at=AT).matches[0].known == HOURS
    late = index.answer(message, at=AT + timedelta(days=8))
    assert HOURS not in [match.known for match in late.matches]


def test_the_same_page_is_recognised_by_its_address(index: Index) -> None:
    message = Message("coba lihat postingan ini", ("https://m.facebook.com/warga/posts/123",))
    decision = index.answer(message, at=AT)
    assert (decision.outcome, decision.matches[0].known) == (Outcome.ANSWER, HOAX)
    assert decision.matches[0].how is How.LINK


def test_a_phone_number_finds_what_names_it(index: Index) -> None:
    assert ids(index, "hubungi segera +62 812 3456 7890 sekarang")[0] == SCAM.id


def test_a_message_answered_once_is_known_again_and_can_be_forgotten(index: Index) -> None:
    text = "dong bilang kotak putih besar di gudang sana isinya kertas su dilubangi semua"
    index.remember(HOAX.id, text)
    framed = f"Diteruskan berkali-kali. {text} mohon pencerahannya"
    decision = index.answer(Message(framed), at=AT)
    assert decision.outcome is Outcome.ANSWER
    assert decision.matches[0].how is How.ALIAS
    index.forget(HOAX.id, text)
    assert index.answer(Message(framed), at=AT).outcome is not Outcome.ANSWER


def test_what_one_writes_another_sees_and_removal_is_seen_too(tmp_path: Path) -> None:
    writer, reader = Index.open(tmp_path), Index.open(tmp_path)
    writer.put([*background(), HOAX])
    assert ids(reader, HOAX.claim)[0] == HOAX.id
    writer.remove([HOAX.id])
    assert HOAX.id not in ids(reader, HOAX.claim)


def test_an_index_is_rebuilt(tmp_path: Path) -> None:
    Index.open(tmp_path).put(background())
    assert ids(Index.rebuild(tmp_path, [HOAX, HOURS]), HOAX.title)[0] == HOAX.id


class Broken:
    """An encoder that is down."""

    name = "broken"

    def encode(self, texts: object, *, query: bool) -> np.ndarray:
        raise EncoderError("down")


def test_words_answer_while_the_encoder_is_down(tmp_path: Path) -> None:
    index = Index.open(tmp_path, encoder=Broken())
    index.put([*background(), HOAX])
    assert ids(index, HOAX.claim)[0] == HOAX.id


class Counting:
    """An encoder that tells how it is asked."""

    def __init__(self, name: str, width: int) -> None:
        self.name, self.width, self.asked = name, width, 0

    def encode(self, texts: Sequence[str], *, query: bool) -> np.ndarray:
        self.asked += query
        return np.array([[len(text) + i for i in range(self.width)] for text in texts], np.float32)


def test_vectors_of_another_encoder_are_left_alone_until_a_rebuild(tmp_path: Path) -> None:
    known = [*background(), HOAX]
    Index.open(tmp_path, encoder=Counting("one", 4)).put(known)
    other = Counting("other", 6)
    assert ids(Index.open(tmp_path, encoder=other), HOAX.claim)[0] == HOAX.id
    assert not other.asked
    assert ids(Index.rebuild(tmp_path, known, encoder=other), HOAX.claim)
    assert other.asked


class Telling(Counting):
    """An encoder that also gives tokens, one a word: the same word, the same token."""

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool
    ) -> tuple[np.ndarray, list[Tokens]]:
        return self.encode(texts, query=query), [self._tokens(text.split()) for text in texts]

    def _tokens(self, words: list[str]) -> Tokens:
        draws = [np.random.default_rng(crc32(word.encode())).normal(size=16) for word in words]
        vectors = np.array([draw / np.linalg.norm(draw) for draw in draws], np.float32)
        return Tokens(vectors, np.full(len(words), 1 / len(words), np.float32))


@pytest.mark.parametrize(
    ("encoder", "kind"),
    [(None, "plain"), (Counting("one", 4), "dense"), (Telling("two", 4), "late")],
)
def test_what_was_compared_says_which_scorer_judges(
    tmp_path: Path, encoder: Counting | None, kind: str
) -> None:
    index = Index.open(tmp_path, encoder=encoder)
    index.put([*background(), HOAX])
    look = index.consider(normalise(HOAX.title))
    assert index.kind == look.kind == kind
    assert look.known[0].id == HOAX.id
    told = dict(zip(FEATURES, look.rows[0], strict=True))
    assert told["late_known"] == pytest.approx(1 if kind == "late" else 0, abs=0.02)


def test_a_long_message_is_matched_by_its_passages(index: Index) -> None:
    story = "Cerita panjang tentang perjalanan pulang kampung yang melelahkan sekali. " * 12
    found = index.answer(Message(f"{story} {HOAX.claim}. {story}"), at=AT)
    assert HOAX.id in [match.known.id for match in found.matches]


def test_a_message_of_a_million_letters_is_taken(index: Index) -> None:
    assert index.answer(Message("surat suara " * 90_000), at=AT).outcome in Outcome


def picture(seed: int) -> bytes:
    """Return a picture of shapes, as a PNG file."""
    random = Random(seed)
    image = Image.new("RGB", (480, 360), "white")
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y, size = random.randrange(460), random.randrange(340), random.randrange(10, 90)
        colour = tuple(random.randrange(256) for _ in range(3))
        draw.ellipse((x, y, x + size, y + size * random.uniform(0.4, 1.5)), fill=colour)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_a_picture_that_was_answered_is_known_by_its_looks(index: Index) -> None:
    index.remember(HOAX.id, Message(pictures=(picture(1),)))
    decision = index.answer(Message(pictures=(picture(1),)), at=AT)
    assert (decision.outcome, decision.matches[0].known) == (Outcome.ANSWER, HOAX)
    assert decision.matches[0].how is How.PICTURE
    other = index.answer(Message("apa ini", pictures=(picture(2), b"no picture")), at=AT)
    assert other.outcome is not Outcome.ANSWER


def _calendar(id_: str, election: str, also: str) -> Known:
    return Known(
        id=f"stage:{id_}",
        source=Source.CALENDAR,
        title=f"Kapan Pemungutan suara {election}?",
        claim=f"Kapan hari pencoblosan {election}? Tanggal berapa nyoblos {election}? {also}",
        cluster=f"stage:{id_}",
    )


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Index:
    index = Index.open(tmp_path_factory.mktemp("calendar"))
    index.put(
        [
            *background(),
            HOURS,
            _calendar("pilkada", "Pemilihan Serentak 2024", "Pilkada, pemilihan wali kota"),
            _calendar("pemilu", "Pemilihan Umum 2024", "Pemilu, pilpres"),
        ]
    )
    return index


def test_a_question_that_one_date_holds_is_answered_by_it(calendar: Index) -> None:
    decision = calendar.answer(Message(text="Kapan pencoblosan pilkada?"), at=AT)
    assert decision.outcome is Outcome.ANSWER
    assert decision.matches[0].known.id == "stage:pilkada"


def test_a_question_that_two_dates_hold_is_no_answer(calendar: Index) -> None:
    decision = calendar.answer(Message(text="Kapan hari pencoblosan 2024?"), at=AT)
    assert decision.outcome is Outcome.SUGGEST
    assert {m.known.id for m in decision.matches[:2]} == {"stage:pilkada", "stage:pemilu"}


def test_a_rumour_about_a_date_is_not_answered_by_the_date(calendar: Index) -> None:
    text = "Pencoblosan pilkada ditunda sampai kerusuhan di Oesapa selesai"
    decision = calendar.answer(Message(text=text), at=AT)
    assert decision.outcome is not Outcome.ANSWER


def test_the_own_word_is_offered_on_a_short_question_and_others_are_not(calendar: Index) -> None:
    own = calendar.answer(Message(text="TPS dibuka pukul berapa?"), at=AT)
    assert own.outcome in (Outcome.SUGGEST, Outcome.ANSWER)
    assert own.matches[0].known == HOURS
    foreign = calendar.answer(Message(text="Pasar Kupang ramai sekali"), at=AT)
    assert foreign.outcome is Outcome.ABSTAIN


class Meaning(Telling):
    """An encoder to which some words mean the same."""

    _SAME = {"jam": "pukul", "buka": "dibuka", "bilik": "tps", "keramaian": "demonstrasi"}

    def _tokens(self, words: list[str]) -> Tokens:
        return super()._tokens([self._SAME.get(word, word) for word in words])


def test_the_own_word_is_offered_on_a_short_question_by_its_meaning(tmp_path: Path) -> None:
    index = Index.open(tmp_path, encoder=Meaning("meaning", 4))
    index.put([*background(), HOURS])
    decision = index.answer(Message(text="buka jam"), at=AT)
    assert decision.outcome is Outcome.SUGGEST
    assert [match.known for match in decision.matches] == [HOURS]
    of_others = index.answer(Message(text="keramaian besar pasar Ruteng"), at=AT)
    assert HOURS not in [match.known for match in of_others.matches]


def test_where_words_alone_are_compared_the_rivals_are_offered_too(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    own = [
        Known(id=f"version:{place}", source=Source.LESSON, title=title)
        for place, title in enumerate(
            (
                "Memilih dengan disabilitas, sakit, atau anak kecil: apa yang dibawa ke TPS",
                "TPS di Kota Kupang buka pukul 07.00 sampai 13.00 WITA; ini yang perlu dibawa pemilih",
            )
        )
    ]
    index.put([*background(), *own])
    decision = index.answer(Message(text="barang dibawa TPS"), at=AT)
    assert decision.outcome is Outcome.SUGGEST
    assert [match.known for match in decision.matches[:2]] == own


def test_no_hopeless_rival_of_a_likely_one_is_offered(index: Index) -> None:
    decision = index.answer(Message(text="pukul Oesapa petugas ditutup pasar"), at=AT)
    assert decision.outcome is Outcome.SUGGEST
    assert [match.known for match in decision.matches] == [HOURS]
