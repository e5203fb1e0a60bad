"""Text as it is said on air: numbers, dates, times and money in words, initials as letters."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from num2words import num2words

from sasando.rendering.dates import month
from sasando.rendering.exceptions import PhraseMissing

_LONGEST_NUMBER = 12  # digits; longer ones are identifiers and are read digit by digit
_SHORTEST_IDENTIFIER = 7  # digits without a separator: identity, telephone and account numbers
_NOON = 12

# Said letter by letter. Words like Bawaslu and WITA are said as words and are not in the list.
_INITIALS = re.compile(
    r"\b(?:KPU|TPS|KTP|DPTb|DPT|DPS|DPK|DPRD|DPR|DPD|MPR|PPK|PPS|KPPS|PPDP|PKPU|DKPP|MK|RT|RW|NTT|NTB"
    r"|RI|UU|PNS|ASN|TNI|HAM|SMS|BPS|RRI|TVRI|FM|AM)\b"
)
_GAP_BEFORE_POINT = re.compile(r"\s+(?=[,.;:!?)])")


@dataclass(frozen=True, slots=True)
class _Tongue:
    """What one language needs to say figures."""

    thousands: str
    decimal: str
    to: str
    percent: str
    money: str
    at: str
    past: str
    dot: str
    zones: dict[str, str]
    written_out: dict[str, str]
    scales: str
    ordinal: str


_TONGUES = {
    "id": _Tongue(
        thousands=".",
        decimal=",",
        to="sampai",
        percent="persen",
        money="rupiah",
        at="pukul ",
        past=" lewat ",
        dot="titik",
        zones={
            "WIB": "waktu Indonesia barat",
            "WITA": "waktu Indonesia tengah",
            "WIT": "waktu Indonesia timur",
        },
        written_out={
            "KTP-el": "KTP elektronik",
            "e-KTP": "KTP elektronik",
            "Jl.": "Jalan",
            "No.": "nomor",
            "&": "dan",
            "dll.": "dan lain-lain",
        },
        scales="ribu|juta|miliar|triliun",
        ordinal=r"\b[Kk]e-([0-9]{1,4})\b",
    ),
    "en": _Tongue(
        thousands=",",
        decimal=".",
        to="to",
        percent="percent",
        money="rupiah",
        at="",
        past=" ",
        dot="dot",
        zones={
            "WIB": "Western Indonesia Time",
            "WITA": "Central Indonesia Time",
            "WIT": "Eastern Indonesia Time",
        },
        written_out={"KTP-el": "electronic KTP", "e-KTP": "electronic KTP", "&": "and"},
        scales="thousand|million|billion|trillion",
        ordinal=r"\b([0-9]{1,4})(?:st|nd|rd|th)\b",
    ),
}
_MONTHS = {
    language: {month(date(2024, n, 1), language): n for n in range(1, 13)} for language in _TONGUES
}


def spoken(text: str, language: str) -> str:
    """Return ``text`` as it is read aloud in ``language`` ("id", "en").

    Nothing of it is left in digits: 275.085 → "dua ratus tujuh puluh lima ribu delapan puluh
    lima", 07.00 WITA → "pukul tujuh waktu Indonesia tengah", Rp1,5 miliar → "satu koma lima miliar
    rupiah", 77,5% → "tujuh puluh tujuh koma lima persen"; KPU → "K-P-U". Raises ``PhraseMissing``
    for another language.
    """
    if language not in _TONGUES:
        raise PhraseMissing(f"no speech in language {language!r}")
    tongue = _TONGUES[language]
    for written, said in tongue.written_out.items():
        text = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", said, text)
    for pattern, say in _rules(language):
        text = pattern.sub(say, text)
    text = _INITIALS.sub(lambda m: "-".join(m[0]), text)
    return _GAP_BEFORE_POINT.sub("", re.sub(r"\s+", " ", text)).strip()


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


@cache
def _rules(language: str) -> tuple[_Rule, ...]:
    """The rules in the order they are tried: what is most particular comes first."""
    tongue = _TONGUES[language]
    t, d = re.escape(tongue.thousands), re.escape(tongue.decimal)
    figure = rf"[0-9]{{1,3}}(?:{t}[0-9]{{3}})+(?![0-9])(?:{d}[0-9]+)?|[0-9]+(?:{d}[0-9]+)?"
    clock = rf"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])(?![0-9]|{d}[0-9]|\s*(?:%|persen|percent))"
    months = "|".join(_MONTHS[language])
    zones = "|".join(sorted(tongue.zones, key=len, reverse=True))

    def say(written: str) -> str:
        return f" {_figure(written, language)} "

    def say_money(match: re.Match[str]) -> str:
        scale = f"{match[2]} " if match[2] else ""
        return f"{say(match[1])}{scale}{tongue.money}"

    def say_ordinal(match: re.Match[str]) -> str:
        return str(num2words(int(match[1]), lang=language, to="ordinal"))

    rules: list[tuple[str, Callable[[re.Match[str]], str]]] = [
        (r"(?:https?://)?\b(?:[\w-]+\.)+[a-z]{2,}\b(?:/(?:\S*[\w/])?)?", _address(language)),
        (rf"\bRp\.?\s*({figure})(?:\s+({tongue.scales})\b)?", say_money),
        (
            r"(?<![0-9.,])(?:\+[0-9]|0[0-9]{2})[0-9]*(?:[ -][0-9]+)*",
            lambda m: f" {_digits(m[0], language)} ",
        ),
        (
            rf"((?:[0-9]|{months})(?: [0-9]{{4}})?)\s*[–—-]\s*(?=[0-9])",
            lambda m: f"{m[1]} {tongue.to} ",
        ),
        (
            rf"\b([0-9]{{1,2}}) ({months})(?: ([0-9]{{4}}))?\b",
            lambda m: _date(int(m[1]), m[2], m[3], language),
        ),
        (r"\b([0-9]{1,2})/(0?[1-9]|1[0-2])/([0-9]{4})\b", _numeric_date(language)),
        (
            rf"(?:\b(?:pukul|jam)\s+)?(?<![0-9.,]){clock}(?:\s+({zones})\b)?",
            lambda m: _clock(int(m[1]), int(m[2]), m[3], language),
        ),
        (rf"\b(?:{zones})\b", lambda m: tongue.zones[m[0]]),
        (rf"({figure})\s*%", lambda m: f"{say(m[1])}{tongue.percent}"),
        (tongue.ordinal, say_ordinal),
        (figure, lambda m: say(m[0])),
    ]
    return tuple((re.compile(pattern), say_it) for pattern, say_it in rules)


def _figure(written: str, language: str) -> str:
    tongue = _TONGUES[language]
    whole, _, fraction = written.partition(tongue.decimal)
    digits = whole.replace(tongue.thousands, "")
    is_identifier = digits == whole and len(digits) >= _SHORTEST_IDENTIFIER
    if is_identifier or len(digits) > _LONGEST_NUMBER:
        return _digits(written, language)
    said = _plain_words(num2words(int(digits), lang=language))
    if not fraction.strip("0"):
        return said
    point = _plain_words(num2words(Decimal("0.5"), lang=language)).split()[1]
    return f"{said} {point} {_digits(fraction, language)}"


def _plain_words(said: str) -> str:
    """Without the commas of English number words: a presenter reads a comma as a pause."""
    return said.replace(",", "")


def _digits(written: str, language: str) -> str:
    return " ".join(
        num2words(int(c), lang=language) for c in written if c.isascii() and c.isdigit()
    )


def _clock(hour: int, minute: int, zone: str | None, language: str) -> str:
    tongue = _TONGUES[language]
    minutes = tongue.past + num2words(minute, lang=language) if minute else ""
    if language == "en":
        half = "in the morning" if hour < _NOON else "in the afternoon"
        shown = num2words(hour % _NOON or _NOON, lang="en")
        said = f"{shown}{minutes or ' o’clock'} {half}"
    else:
        said = f"{tongue.at}{num2words(hour, lang=language)}{minutes}"
    return f"{said} {tongue.zones[zone]}" if zone else said


def _date(day: int, name: str, year: str | None, language: str) -> str:
    if language == "en":
        said = f"the {num2words(day, lang='en', to='ordinal')} of {name}"
        return f"{said} {num2words(int(year), lang='en', to='year')}" if year else said
    said = f"{num2words(day, lang=language)} {name}"
    return f"{said} {num2words(int(year), lang=language)}" if year else said


def _numeric_date(language: str) -> Callable[[re.Match[str]], str]:
    names = {n: name for name, n in _MONTHS[language].items()}
    return lambda m: _date(int(m[1]), names[int(m[2])], m[3], language)


def _address(language: str) -> Callable[[re.Match[str]], str]:
    """A web address is said by its host: nobody writes a path down from the radio."""
    dot = f" {_TONGUES[language].dot} "

    def say(match: re.Match[str]) -> str:
        host = match[0].split("://")[-1].split("/")[0]
        return host.removeprefix("www.").replace(".", dot)

    return say
