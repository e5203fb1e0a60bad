"""How a text is read: forms of words, names, criticism, overlaps, what an answer elsewhere changes."""

from pathlib import Path

import pytest

from sasando.desk.lens import Passage, Place, guidelines, read, seed
from sasando.desk.lens.patterns import PatternError, compile_pattern, matches
from sasando.desk.lens.rules import classes
from sasando.desk.lens.words import forms_of, sentences, verb_forms


def found(text: str, *, place: Place = Place.TEXT, language: str = "id") -> list[str]:
    return [f.words for f in read([Passage(place, text)], language=language)]


def test_words_are_known_in_their_forms() -> None:
    assert "gadis" in forms_of("gadis-gadisnya", "id")
    assert "suami" in forms_of("suaminya", "id")
    assert "girl" in forms_of("girls", "en") and "mayor" in forms_of("mayor's", "en")
    assert {"menggagahi", "digagahi"} <= verb_forms("gagah")
    assert {"memukul", "dipukul"} <= verb_forms("pukul")
    assert {"menyerang", "diserang"} <= verb_forms("serang")
    assert {"menolak", "ditolak", "tertolak"} <= verb_forms("tolak")


def test_a_title_or_a_decimal_ends_no_sentence() -> None:
    text = "Dr. Ani datang pukul 19.00 ke Jl. Timor No. 5. Rapat selesai."
    assert len(sentences(text, "id")) == 2


def test_a_pattern_says_what_an_editor_means() -> None:
    tokens = sentences("Calon bupati itu istri dari mantan wali kota", "id")[0]
    assert matches(compile_pattern("istri dari mantan? wali|bupati", {}), tokens)
    assert matches(compile_pattern("calon ... istri", {}), tokens)
    assert not matches(compile_pattern("bupati dari", {}), tokens)
    assert matches(compile_pattern("ist*", {}), tokens)


@pytest.mark.parametrize("written", ["", "..", "a|", "@nobody", "~x", "a*", "istri?"])
def test_a_pattern_that_says_nothing_is_refused(written: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(written, {})


def test_a_name_is_no_wording() -> None:
    assert found("Kemarin Dharma Wanita mengirim pemantau.") == []
    assert found("Kemarin para wanita mengirim pemantau.") == ["wanita"]
    assert found("Emak-Emak Serbu Kantor KPU Kota Kupang", place=Place.HEADLINE) == ["Emak-Emak"]


def test_criticised_wording_is_left_alone() -> None:
    assert found("Perempuan terlalu emosional untuk memimpin.")
    assert found("Peneliti membantah bahwa perempuan terlalu emosional untuk memimpin.") == []


def test_of_overlapping_findings_the_longest_stands() -> None:
    findings = read([Passage(Place.TEXT, "Hakim wanita itu membuka sidang.")], language="id")
    assert [(f.category, f.words) for f in findings] == [("marking", "Hakim wanita")]


def test_advice_is_answered_anywhere_in_the_item() -> None:
    late = Passage(Place.TEXT, "Pelatihan pukul 20.00, semua anggota wajib hadir.", 0)
    ride = Passage(Place.TEXT, "Panitia menyediakan kendaraan pulang.", 1)
    assert [f.category for f in read([late], language="id")] == ["advice"]
    assert read([late, ride], language="id") == ()


def test_reasons_speak_the_editors_language() -> None:
    passage = Passage(Place.TEXT, "Kaum hawa diminta datang pagi.")
    (indonesian,) = read([passage], language="id", speaks="id")
    (english,) = read([passage], language="id", speaks="en")
    assert indonesian.reason != english.reason
    assert indonesian.guideline == english.guideline


def test_another_language_and_an_endless_text_do_no_harm() -> None:
    assert read([Passage(Place.TEXT, "Emak-emak")], language="tet") == ()
    assert read([Passage(Place.TEXT, "emak " * 50_000)], language="id")
    assert read([Passage(Place.TEXT, "")], language="id") == ()


def test_every_rule_is_whole_and_every_guideline_is_used_or_a_figure_rests_on_it() -> None:
    keys = [rule.key for rule in seed()]
    assert len(set(keys)) == len(keys)
    for rule in seed():
        assert set(rule.reason) == set(rule.suggestion) == {"id", "en"}, rule.key
        assert rule.patterns, rule.key
    used = {rule.guideline.key for rule in seed()}
    figures = {"unesco-gsim", "gmmp", "ifj-reversibility", "komnas-pemilu"}
    assert set(guidelines()) == used | figures
    assert classes("id")["woman"] and classes("en")["woman"]


def test_the_room_knows_no_framework() -> None:
    folder = Path(read.__code__.co_filename).parent
    assert not [p for p in folder.glob("*.py") if "django" in p.read_text()]
