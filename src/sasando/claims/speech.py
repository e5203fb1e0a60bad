"""Which language somebody writes in, and the few words that are commands."""

import re
from enum import StrEnum

from sasando.matching.normalise import normalise

_WORD = re.compile(r"[a-z]+")
_INDONESIAN = frozenset(
    [
        "yang",
        "dan",
        "di",
        "ke",
        "dari",
        "ini",
        "itu",
        "apa",
        "apakah",
        "benar",
        "betul",
        "tidak",
        "bukan",
        "ada",
        "untuk",
        "dengan",
        "akan",
        "sudah",
        "belum",
        "bisa",
        "saya",
        "kami",
        "kita",
        "dia",
        "mereka",
        "pemilu",
        "pilkada",
        "kapan",
        "dimana",
        "mana",
        "bagaimana",
        "siapa",
        "kenapa",
        "karena",
        "jika",
        "atau",
        "juga",
        "tolong",
        "mohon",
        "kalau",
        "pada",
        "oleh",
        "dalam",
        "adalah",
        "telah",
        "jadi",
        "gak",
        "nggak",
        "ga",
        "sa",
        "beta",
        "katong",
        "dong",
        "sonde",
        "su",
        "lai",
        "pi",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "is",
        "are",
        "was",
        "were",
        "of",
        "to",
        "in",
        "and",
        "or",
        "not",
        "this",
        "that",
        "it",
        "for",
        "with",
        "will",
        "has",
        "have",
        "can",
        "i",
        "we",
        "you",
        "they",
        "what",
        "when",
        "where",
        "who",
        "why",
        "how",
        "true",
        "please",
        "if",
        "on",
        "by",
        "from",
        "do",
        "does",
        "did",
        "vote",
        "election",
    ]
)


class Command(StrEnum):
    """What a person can tell the house by one word."""

    STOP = "stop"  # tell me nothing later on
    RESUME = "resume"
    SUBSCRIBE = "subscribe"  # send me the newsletter
    SUBSCRIBE_AT_ONCE = "subscribe-at-once"  # urgent notices only
    SUBSCRIBE_WEEKLY = "subscribe-weekly"  # the digest only
    FORGET = "forget"
    HELP = "help"
    INDONESIAN = "id"
    ENGLISH = "en"


_COMMANDS = {
    Command.STOP: "berhenti henti stop setop unsubscribe",
    Command.RESUME: "mulai lanjut start resume",
    Command.SUBSCRIBE: "langgan langganan berlangganan subscribe",
    Command.FORGET: "hapus lupakan forget delete",
    Command.HELP: "bantuan help menu privasi privacy",
    Command.INDONESIAN: "indonesia bahasa",
    Command.ENGLISH: "english inggris",
}
SUBSCRIBES = (Command.SUBSCRIBE, Command.SUBSCRIBE_AT_ONCE, Command.SUBSCRIBE_WEEKLY)
_HOW_OFTEN = {
    "segera": Command.SUBSCRIBE_AT_ONCE,
    "now": Command.SUBSCRIBE_AT_ONCE,
    "mingguan": Command.SUBSCRIBE_WEEKLY,
    "weekly": Command.SUBSCRIBE_WEEKLY,
}
_MEANT = {word: command for command, words in _COMMANDS.items() for word in words.split()}


_POLITE = frozenset(
    [
        "kak",
        "kakak",
        "min",
        "admin",
        "pak",
        "bapak",
        "bu",
        "ibu",
        "bang",
        "abang",
        "mas",
        "mbak",
        "om",
    ]
)
_YES = frozenset(["ya", "iya", "yoi", "benar", "betul", "yes", "yep", "yup", "right"])
_NO = frozenset(["tidak", "bukan", "salah", "no", "not", "nope"])
_SO = frozenset(["ada", "itu", "ini", "it", "is"])  # "tidak ada", "it is not"
_THANKS = frozenset(["terima", "thanks", "thank", "thx"])  # "makasih" is normalised
_WITH_THANKS = frozenset(["kasih", "beri", "banyak", "sekali", "ya", "you", "so", "much", "very"])
_WANTS = frozenset(["kapan", "berapa", "bagaimana", "gimana", "mana", "dimana", "kemana", "siapa"])
_WANTS |= frozenset(["when", "where", "how", "who", "which"])
_MOST_SAID = 4  # words; who says more says something


def assent_in(text: str) -> bool | None:
    """Return whether a whole message says yes ("iya kak") or no ("bkn kak", "ga ada"); else ``None``."""
    words = [word for word in normalise(text[:100], framed=False).letters if word not in _POLITE]
    said = set(words)
    asks = "?" in text  # "is it true?"
    if asks or not said or len(words) > _MOST_SAID or said - _YES - _NO - _SO:
        return None
    if said & _NO:
        return False
    return True if said & _YES else None


def wants_to_know(text: str) -> bool:
    """Return whether a message asks when, where, how or how many: that is neither true nor false."""
    return not _WANTS.isdisjoint(normalise(text[:1000]).letters)


def is_thanks(text: str) -> bool:
    """Return whether a whole message is a word of thanks ("makasih banyak kak")."""
    words = {word for word in normalise(text[:100], framed=False).letters if word not in _POLITE}
    return bool(words & _THANKS) and not words - _THANKS - _WITH_THANKS


def command_in(text: str, command: str = "") -> Command | None:
    """Return the command a whole message consists of, as ``STOP!`` or ``/stop``, or ``None``.

    To subscribe may have a second word: ``LANGGAN MINGGUAN``.
    """
    words = text.strip().strip("/.!\"'* ").casefold().split()
    first = command.casefold() or (words[0] if 0 < len(words) <= 2 else "")
    second = words[-1] if len(words) == (1 if command else 2) else ""
    meant = _MEANT.get(first)
    if meant is Command.SUBSCRIBE and second:
        return _HOW_OFTEN.get(second, meant if command else None)
    return meant if command or not second else None


def language_of(text: str, default: str) -> str:
    """Return "id" or "en", whichever has clearly more of the words of ``text``; else ``default``."""
    words = _WORD.findall(text[:2000].lower())
    indonesian = sum(word in _INDONESIAN for word in words)
    english = sum(word in _ENGLISH for word in words)
    if max(indonesian, english) < 2 or indonesian == english:
        return default
    return "id" if indonesian > english else "en"
