"""What a stranger wrote, as it may stand on air: nothing that leads away, names a person, or floods.

After ``cleaning``: letters in disguise are made plain (Unicode Technical Standard 39 calls them
confusables), addresses and numbers of people are masked, repetitions are cut. Markup stays as it is:
it is always shown as text.
"""

import re
import unicodedata

from sasando.live.abuse import why_hidden
from sasando.live.cleaning import MAX_TEXT, clean_name, clean_text

LINK, MASK = "[link]", "•••"
LONGEST_WORD, MOST_EMOJI = 30, 6  # signs
_EMOJI_RUN = 3
_DIGITS = 9  # so many in a row may be a telephone number; 16 are a NIK
_ROUNDS = 8
_MAX_NAME = 20
_SQUARED = (0x1F130, 0x1F150, 0x1F170)  # letters on black or white, without a compatibility form
_FOREIGN = "АВЕКМНОРСТУХІЈЅавекмнорстухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορικνυ"
_LATIN = "ABEKMHOPCTYXIJSabekmhopctyxijsdqwABEZHIKMNOPTYXaopikvu"
_LOOKALIKES = str.maketrans(_FOREIGN, _LATIN)
_ENDS = (
    "com|net|org|id|xyz|top|vip|info|link|me|ly|gl|co|io|site|online|shop|store|app|dev|club|live|tv"
    "|biz|my|sg|cc|ru|cn|gg|page|click|asia|web|win|bet|us|uk|to"
)
_OFFICIAL = re.compile(r"(?:[\w-]+\.)*[\w-]+\.go\.id", re.I)  # a name to ask about, no link
_LEADING = re.compile(r"(?:[a-z][a-z0-9+.-]*)?:/+\S*|\bwww\.\S*", re.I)
_ADDRESS = re.compile(rf"(?:[\w-]+\.)+(?:{_ENDS})(?![\w-])(?:[:/?#]\S*)?", re.I)
_MAIL = re.compile(r"[^\s@<>]+@[\w-]+(?:\.[\w-]+)*")
_DIGIT_RUN = re.compile(r"\+?\d(?:[\s.,()/_~–—-]{0,3}\d)+")
_DATES = re.compile(r"(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\D*)+")
_THOUSANDS = re.compile(r"[1-79]\d{0,2}(?:[.,]\d{3})+(?:,\d{1,2})?")
_SIGNS = re.compile(r"([^\d\s])\1{3,}")
_WORDS = re.compile(r"(?<!\S)(\S+)(?:\s+\1(?!\S)){2,}", re.I)
_LONG = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_PICTURE = (
    "[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
    "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*"
)
_EMOJI = re.compile(f"{_PICTURE}(?:\u200d{_PICTURE})*")
_EMOJIS = re.compile(rf"(?:{_EMOJI.pattern}\s*){{{_EMOJI_RUN + 1},}}")
_HONORIFICS = frozenset(
    ["dr", "drs", "dra", "h", "hj", "ir", "prof", "pdt", "rm", "sr", "s.h", "m.h"]
)
_TOGETHER = frozenset(
    ["pak", "bapak", "bu", "ibu", "mama", "bapa", "om", "tante", "kaka", "kak", "nona"]
)


def for_air(text: str, *, limit: int = MAX_TEXT) -> str:
    """Return ``text`` as it may stand on a screen, at most ``limit`` characters on one line.

    What is cut may bring forth what was hidden behind it: it is looked through until nothing changes.
    """
    found = _masked(_plain_letters(clean_text(text, limit=limit * 2)))
    for _ in range(_ROUNDS):
        before = found
        found = clean_text(_masked(_shortened(found)), limit=limit)
        if found == before:
            break
    return found


def first_name(name: str) -> str:
    """Return what somebody is called by on air; ``""`` when their name is none to be read out."""
    parts = clean_name(for_air(name, limit=80)).replace("@", " ").split()
    called = [part.strip(".,_-") for part in parts if part.strip(".").casefold() not in _HONORIFICS]
    wanted = 2 if called and called[0].casefold() in _TOGETHER else 1
    said = " ".join(called[:wanted])[:_MAX_NAME].strip()
    letters = sum(character.isalpha() for character in said)
    readable = letters >= 2 and not any(c.isdigit() or c in "<>[]{}•/\\" for c in said)
    return said if readable and not why_hidden(name) else ""


def _plain_letters(text: str) -> str:
    """Undo styled alphabets, digits of other scripts, and foreign letters in Latin words."""
    if text.isascii():
        return text
    plain = "".join(_plain(character) for character in text)
    return " ".join(
        word.translate(_LOOKALIKES) if any("a" <= c.lower() <= "z" for c in word) else word
        for word in plain.split(" ")
    )


def _plain(character: str) -> str:
    if character.isascii() or character == "…":  # which says that something was cut
        return character
    for first in _SQUARED:
        if first <= ord(character) < first + 26:
            return chr(ord("A") + ord(character) - first)
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded.isascii() and folded.isprintable() and folded.strip() else character


def _masked(text: str) -> str:
    text = _LEADING.sub(LINK, text)
    text = _MAIL.sub(MASK, text)
    text = _ADDRESS.sub(_link, text)
    return _DIGIT_RUN.sub(_number, text)


def _link(found: re.Match[str]) -> str:
    return found[0] if _OFFICIAL.fullmatch(found[0]) else LINK


def _number(found: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in found[0])
    harmless = _THOUSANDS.fullmatch(found[0]) or _DATES.fullmatch(found[0])
    return found[0] if digits < _DIGITS or harmless else MASK


def _shortened(text: str) -> str:
    text = _SIGNS.sub(r"\1\1\1", text)
    text = _WORDS.sub(r"\1 \1", text)
    text = _EMOJIS.sub(_few_emoji, text)
    pictures = list(_EMOJI.finditer(text))
    if len(pictures) > MOST_EMOJI:
        cut = pictures[MOST_EMOJI].start()
        text = text[:cut] + _EMOJI.sub("", text[cut:])
    return _LONG.sub(lambda found: f"{found[0][: LONGEST_WORD - 1]}…", text)


def _few_emoji(run: re.Match[str]) -> str:
    return "".join(_EMOJI.findall(run[0])[:_EMOJI_RUN]) + " "
