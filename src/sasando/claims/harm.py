"""A first guess at the kind of harm, by words; a person at the desk decides."""

import re

# Words of the claims of past elections (docs/explanation/claims.md); the first kind that fits wins.
_OFFICE = (
    r"(?:calon|caleg|cagub|cawagub|cabup|cawabup|cawalkot|kandidat|petahana|komisioner|ketua|anggota"
    r"|kpps|pps|ppk|panwas|bawaslu|dprd|bupati|gubernur|wali\s?kota|saksi|candidate|commissioner"
    r"|councillor|mayor|poll worker)"
)
# After the forms the women's commission names: sexist remarks, attacks on character and sex, sexual
# material made up (Komnas Perempuan, 2024; see ``desk.lens``, guideline "komnas-pemilu").
_ATTACK = (
    r"(?:pelakor|lonte|pelacur|sundal|jalang|murahan|(?:perempuan|wanita|cewek) (?:nakal|simpanan"
    r"|penggoda|murahan)|(?:video|foto|rekaman) (?:syur|panas|mesum|porno|bugil|telanjang|asusila)"
    r"|\w*perkosa\w*|\w*lecehkan|ditiduri|ranjang|janda gatal|ayam kampus|slut|whore|nude|deepfake"
    r"|sex tape|bitch)"
)
_SIGNS: tuple[tuple[str, str], ...] = (
    ("harassment", rf"\b{_OFFICE}\b.{{0,120}}\b{_ATTACK}\b|\b{_ATTACK}\b.{{0,120}}\b{_OFFICE}\b"),
    ("violence", r"\b(bunuh|bakar|serang|rusuh|bom|tembak|bentrok|ancam\w*|kerusuhan)\b"),
    (
        "disenfranchising",
        r"\b(tidak|tak|nggak|ndak|sonde|batal|tunda|ditunda|pindah|tutup|ditutup)\b.{0,40}"
        r"\b(memilih|nyoblos|mencoblos|coblos|tps|pemungutan|pemilu|pilkada|dpt|ktp)\b"
        r"|\b(tps|pemungutan|pemilu|pilkada|pencoblosan)\b.{0,40}\b(batal|tunda|ditunda|pindah|ditutup)\b",
    ),
    (
        "hate",
        r"\b(perempuan|wanita|emak|istri|janda|kafir|suku|agama|cina|ras)\b.{0,60}"
        r"\b(tidak pantas|jangan pilih|haram|usir|najis|kotor|bodoh)\b",
    ),
    ("fraud", r"\b(transfer|rekening|hadiah|bantuan|klik|link|pulsa|dana|saldo|undian)\b"),
    (
        "integrity",
        r"\b(tercoblos|curang|kecurangan|sirekap|rekap\w*|kpu|kpps|bawaslu|kotak suara|surat suara)\b",
    ),
)
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for kind, pattern in _SIGNS
)
_ABOUT_COMMISSION = re.compile(
    r"\b(kpu|komisi pemilihan umum|kpps|pps|ppk|pantarlih|sirekap)\b", re.IGNORECASE
)
_READ = 5000  # characters


def guess_harm(text: str) -> str:
    """Return the kind of harm that ``text`` looks like (``Claim.Harm``), "" for none."""
    read = text[:_READ]
    return next((kind for kind, pattern in _PATTERNS if pattern.search(read)), "")


def names_commission(text: str) -> bool:
    """Return whether ``text`` names the commission or its officials.

    A claim that does is kept from the commission until a person says that it is not the subject.
    """
    return bool(_ABOUT_COMMISSION.search(text[:_READ]))
