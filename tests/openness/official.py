"""A sheet of the commission with words of a test on it."""

from datetime import date

from sasando.rendering.print.official_letter import OfficialLetter, Part


def letter_about(*paragraphs: str, name: str = "") -> OfficialLetter:
    """Return a letter with ``paragraphs``, to ``name``."""
    return OfficialLetter(
        language="id",
        sender="KPU Kota Kupang",
        under=[],
        day=date(2025, 7, 7),
        number="7",
        facts=[("Nama", name)] if name else [],
        to=[name] if name else [],
        subject="Berita acara",
        parts=[Part("paragraph", text) for text in paragraphs],
        signed=["Sekretaris"],
    )
