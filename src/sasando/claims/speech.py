"""Which language somebody writes in, and the few words that are commands."""

import re
from enum import StrEnum

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
    FORGET = "forget"
    HELP = "help"
    INDONESIAN = "id"
    ENGLISH = "en"


_COMMANDS = {
    Command.STOP: "berhenti henti stop setop unsubscribe",
    Command.RESUME: "mulai lanjut start resume subscribe",
    Command.FORGET: "hapus lupakan forget delete",
    Command.HELP: "bantuan help menu privasi privacy",
    Command.INDONESIAN: "indonesia bahasa",
    Command.ENGLISH: "english inggris",
}
_MEANT = {word: command for command, words in _COMMANDS.items() for word in words.split()}


def command_in(text: str, command: str = "") -> Command | None:
    """Return the command a whole message consists of, as ``STOP!`` or ``/stop``, or ``None``."""
    word = command or text.strip().strip("/.!\"'* ")
    return _MEANT.get(word.casefold())


def language_of(text: str, default: str) -> str:
    """Return "id" or "en", whichever has clearly more of the words of ``text``; else ``default``."""
    words = _WORD.findall(text[:2000].lower())
    indonesian = sum(word in _INDONESIAN for word in words)
    english = sum(word in _ENGLISH for word in words)
    if max(indonesian, english) < 2 or indonesian == english:
        return default
    return "id" if indonesian > english else "en"
