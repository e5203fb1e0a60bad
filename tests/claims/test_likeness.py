"""Variations of one rumour are alike by their letters; another rumour is not."""

import pytest

from sasando.claims.likeness import likest

RUMOUR = "Awas! Petugas TPS di Oesapa menjual surat suara yang sudah dicoblos kepada tim sukses"


@pytest.mark.parametrize(
    "variation",
    [
        RUMOUR.upper(),
        f"Selamat pagi bapak ibu, {RUMOUR} Sebarkan!! 🙏🙏",
        "Aw4s! P3tug4s TPS di O3s4p4 m3nju4l sur4t su4r4 y4ng sud4h dic0bl0s k3p4d4 tim suks3s",
        "Awasss!! 𝗽𝗲𝘁𝘂𝗴𝗮𝘀 𝗧𝗣𝗦 𝗱𝗶 𝗢𝗲𝘀𝗮𝗽𝗮 𝗺𝗲𝗻𝗷𝘂𝗮𝗹 surat suaraaa yang sudah dicoblos kpd tim sukses",
    ],
)
def test_a_disguise_changes_nothing(variation: str) -> None:
    key, alike = likest(variation, [(1, "TPS di Oesapa ditutup jam 10 pagi"), (2, RUMOUR)])
    assert (key, alike >= 0.8) == (2, True)


@pytest.mark.parametrize(
    "other", ["", "?!", "12345", "Petugas membakar sisa surat suara malam ini"]
)
def test_another_message_is_another_claim(other: str) -> None:
    assert likest(other, [(1, RUMOUR)])[1] < 0.6
