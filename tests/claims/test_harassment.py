"""Harassment of women candidates and officials is a harm of its own: guessed, ranked, and told."""

import pytest

from sasando.claims.harm import guess_harm
from sasando.claims.models import Claim
from sasando.claims.priority import HARM_WEIGHT
from sasando.desk.models import Verdict
from sasando.documents.verdict import Harm


@pytest.mark.parametrize(
    "text",
    [
        "Awas, caleg nomor 3 itu pelakor, sebarkan!",
        "Video syur calon wali kota beredar, ini orangnya",
        "Ketua KPPS TPS 4 perempuan murahan, jangan percaya hitungannya",
        "Leaked sex tape of the commissioner, forward before it is deleted",
    ],
)
def test_an_attack_on_a_woman_in_the_election_is_known(text: str) -> None:
    assert guess_harm(text) == "harassment"


@pytest.mark.parametrize(
    ("text", "harm"),
    [
        ("TPS 4 ditutup, kami tidak bisa memilih", "disenfranchising"),
        ("Perempuan haram jadi pemimpin, jangan pilih", "hate"),
        ("Ketua KPU curang, kotak suara dibuka", "integrity"),
        ("Caleg ini membuka posko pengaduan kekerasan", ""),
    ],
)
def test_other_harms_stay_what_they_were(text: str, harm: str) -> None:
    assert guess_harm(text) == harm


def test_every_harm_has_its_weight_and_the_desk_can_say_each() -> None:
    assert set(HARM_WEIGHT) == {*Claim.Harm.values, ""}
    assert set(Verdict.Harms.values) == {harm.value for harm in Harm}
    assert set(Verdict.Harms.values) <= set(Claim.Harm.values)
    assert HARM_WEIGHT["harassment"] > HARM_WEIGHT["hate"]
