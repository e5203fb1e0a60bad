"""What people send to a tip line, and what is known before they do. Written for the bench.

Few rumours are sent by many and most by few (weights of 1/rank), in the words people put around
them. What is known are the sample desk's items and calendar, and checks of other rumours.
"""

import json
import random
from itertools import accumulate

OFFICIAL = (
    "Kapan pemungutan suara Pilkada Serentak 2024 di Kota Kupang?",
    "TPS buka jam berapa dan apa yang harus dibawa waktu mencoblos?",
    "Berapa jumlah pemilih dalam daftar pemilih tetap Kota Kupang?",
    "Bagaimana cara pindah memilih kalau kerja di luar kota?",
    "Kapan masa tenang Pilkada dan apa yang dilarang?",
    "Kapan rekapitulasi hasil penghitungan suara?",
)
_WHO = (
    "petugas TPS", "tim sukses calon bupati", "oknum camat", "anggota panitia pemungutan suara",
    "seorang kepala desa", "rombongan dari luar pulau", "mahasiswa bayaran", "petugas pendata",
    "admin grup warga", "sekelompok preman", "pegawai dinas", "relawan pasangan calon",
)  # fmt: skip
_DID = (
    "menjual surat suara yang sudah dicoblos", "membagikan beras dan amplop kepada pemilih",
    "mengubah hasil rekapitulasi tadi malam", "menolak pemilih yang tidak membawa e-KTP",
    "membawa kabur kotak suara", "mencoblos sisa surat suara setelah TPS tutup",
    "memotret warga di dalam bilik suara", "menghapus nama warga dari daftar pemilih tetap",
    "menukar nomor urut pasangan calon", "menyuruh warga memilih dua kali di TPS lain",
    "menyebarkan undangan memilih palsu", "mencabut bantuan sosial warga yang salah pilih",
)  # fmt: skip
_WHERE = (
    "Oesapa", "Kelapa Lima", "Maulafa", "Alak", "Oebobo", "Kota Raja", "Soe", "Kefamenanu",
    "Atambua", "Rote Ndao", "Sabu Raijua", "Waingapu", "Ruteng", "Larantuka", "Lembata", "Kalabahi",
)  # fmt: skip
_THEN = (
    "videonya sudah beredar di grup", "polisi katanya sudah tahu", "besok mau demo di kantor KPU",
    "ada yang merekam dengan ponsel", "saksi dipaksa diam", "warga diminta menunggu di rumah",
)  # fmt: skip
_FRAMES = (
    "{0}", "Min tolong dicek: {0}", "{0} benar kah ini?", "Teruskan!! {0} 🙏", "Selamat pagi, {0}",
    "*INFO PENTING* {0}. Sebarkan sebelum dihapus!", "dapat dari grup keluarga: {0}",
)  # fmt: skip
_RUMOURS, _KNOWN = 2000, 600


def _all() -> list[str]:
    """Return rumours in an order that is the same in every run."""
    found = [
        f"{who} di {where} {did}, {then}"
        for who in _WHO
        for did in _DID
        for where in _WHERE
        for then in _THEN
    ]
    random.Random(45).shuffle(found)
    return found[: _RUMOURS + _KNOWN]


RUMOURS = _all()[:_RUMOURS]
CHECKED = _all()[_RUMOURS:]
_POPULAR = list(accumulate(1 / rank for rank in range(1, _RUMOURS + 1)))
_SOUGHT = list(accumulate(1 / rank for rank in range(1, _KNOWN + 1)))


def checks() -> bytes:
    """Return the checks by others that are known, as the import takes them (JSONL)."""
    rows = [
        {
            "url": f"https://periksa.example/{number}",
            "title": f"[SALAH] {claim[0].upper()}{claim[1:]}",
            "claim": claim,
            "text": f"Tidak ada bukti bahwa {claim}. Petugas setempat membantahnya.",
            "rating": "Salah",
            "date": "2024-11-02",
            "lang": "id",
        }
        for number, claim in enumerate(CHECKED, start=1)
    ]
    return "\n".join(json.dumps(row) for row in rows).encode()


def question(chance: random.Random) -> str:
    """Return what one person sends: in 45 of 100 official information, in 20 a checked rumour.

    So it was at Brazil's tip line, whose biggest subjects were where, when and how to vote.
    """
    kind = chance.random()
    if kind < 0.45:
        said = chance.choice(OFFICIAL)
    elif kind < 0.65:
        said = chance.choices(CHECKED, cum_weights=_SOUGHT)[0]
    elif kind < 0.98:
        said = chance.choices(RUMOURS, cum_weights=_POPULAR)[0]
    else:
        return chance.choice(("halo", "hoax?", "tolong cek"))
    return chance.choice(_FRAMES).format(said)
