"""Hints for plain reading: lengths are counted, words are named, direct speech is left alone."""

from sasando.desk.lens import Hint, Passage, Place, concerns, covered, marks, readability


def hints(text: str, **more: object) -> list[tuple[Hint, str]]:
    reading = readability([Passage(Place.TEXT, text)], language="id", **more)  # type: ignore[arg-type]
    return [(hard.hint, hard.words) for hard in reading.hard]


def test_lengths_are_counted() -> None:
    long = "kata " * 26
    reading = readability([Passage(Place.TEXT, f"Satu dua tiga. {long}.")], language="id")
    assert (reading.words, reading.sentences, reading.long_sentences) == (29, 2, 1)
    assert reading.words_a_sentence == 14.5
    assert [(hard.hint, hard.count) for hard in reading.hard] == [(Hint.LONG, 26)]
    assert readability([], language="id").words_a_sentence == 0


def test_passives_in_a_row_are_named_and_look_alikes_are_not() -> None:
    chain = "Kotak dibuka, suara dihitung, lalu hasil dicatat"
    assert hints(f"{chain}.") == [(Hint.PASSIVE, chain)]
    assert hints("Dinas itu, direktur, dan distrik tersebut hadir terhadap dialog.") == []


def test_jargon_is_named_once_with_plain_words_unless_it_is_explained() -> None:
    text = "DPT sudah tetap. DPT itu ditempel."
    (hard,) = readability([Passage(Place.TEXT, text)], language="id").hard
    assert (hard.words, hard.plain) == ("DPT", "daftar pemilih tetap")
    assert hints(text, explained=["DPT"]) == []


def test_direct_speech_is_nobodys_to_shorten() -> None:
    quote = Passage(Place.QUOTE, "kata " * 60)
    assert readability([quote], language="id").words == 0


def test_concerns_of_women_are_seen() -> None:
    text = "Ibu hamil didahulukan. DPT memuat 140.112 perempuan."
    assert [c.key for c in covered([Passage(Place.TEXT, text)], language="id")] == [
        "children",
        "figures",
    ]
    english = [Passage(Place.TEXT, "Pregnant voters go first.")]
    assert [c.key for c in covered(english, language="en")] == ["children"]
    assert covered([Passage(Place.TEXT, "KPU menetapkan jadwal.")], language="id") == ()
    for concern in concerns():
        assert set(concern.label) == {"id", "en"} and concern.guideline.address


def test_terms_of_the_glossary_are_marked_where_they_stand_first() -> None:
    glossary = {
        "TPS": "Tempat memberikan suara.",
        "DPT": "Daftar pemilih tetap.",
        "daftar pemilih": "Nama semua yang boleh memilih.",
        "()": "nothing",
    }
    text = "Periksa daftar pemilih di TPS. TPS dibuka pukul 07.00."
    quote = Passage(Place.QUOTE, "DPT sudah beres")
    found = marks([quote, Passage(Place.TEXT, text)], glossary, language="id")
    assert [(m.term, text[m.start : m.end]) for m in found] == [
        ("daftar pemilih", "daftar pemilih"),
        ("TPS", "TPS"),
    ]
    assert marks([], glossary, language="id") == ()
