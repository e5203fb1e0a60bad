"""Which words of a mail are its sender's own: not what it quotes, not the signature. Pure.

Programs mark where a quotation begins each in their own way, and in the language of the phone.
"""

import re

PASSED_ON = re.compile(  # within a line: blanks that run on over lines would cost their square
    r"^[^\S\n]*((re|balas|bls)[^\S\n]*:[^\S\n]*)*(fwd?|trs|terusan|diteruskan)[^\S\n]*:"
    r"|^-{2,}[^\S\n]*(forwarded message|pesan (yang )?diteruskan|pesan terusan)",
    re.IGNORECASE | re.MULTILINE,
)
"""What a forward has in its subject, or above what it passes on."""

_VERB = r"(wrote|menulis|schreef|écrit)\s*:"
_OPENS = re.compile(r"(on|pada|op|le) ", re.IGNORECASE)
_WROTE = re.compile(rf"(on|pada|op|le) .{{5,300}}{_VERB}", re.IGNORECASE)
_NAMED = re.compile(rf"[^<>]{{0,200}}<[^<>\s@]{{1,64}}@[^<>\s@]{{1,255}}>\s?{_VERB}", re.IGNORECASE)
_WHEN_OR_WHO = re.compile(r"\d[.:]\d\d|@")
_RULE = re.compile(
    r"[_-]{20,}"  # Outlook's has 32; what people draw between two paragraphs is shorter
    r"|-{2,}\s*(original (message|e-?mail)|pesan asli|oorspronkelijk bericht)\s*-{2,}",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(from|dari)\s*:", re.IGNORECASE)
_SENT = re.compile(r"\*?(sent|dikirim|terkirim)\s*:", re.IGNORECASE)
_DATED = re.compile(r"\*?(date|tanggal)\s*:", re.IGNORECASE)
_LINK = re.compile(r"<https?://[^<>\s]{1,500}>")
_BY_PROGRAM = re.compile(  # no stop or comma: a sentence that begins so is somebody's own
    r"((dikirim|terkirim) dari|sent from|get outlook for|dapatkan outlook untuk) [^.,;:!?]{2,60}",
    re.IGNORECASE,
)
_ATTRIBUTION = 4  # lines it takes at most, with the empty one below


def own_words(text: str, *, passed_on: bool) -> str:
    """Return an answer without what it quotes, and without the signature.

    ``passed_on`` says that it brings something along: then rules and blocks of headers stand above
    what is to be read, and end nothing.
    """
    lines = text.splitlines()
    above = _until_quoted(lines, passed_on=passed_on)
    if above:
        return above
    # Thunderbird has people write below what they answer, or between its lines.
    head = lines[: _ATTRIBUTION + 1]
    marked = next((n for n, line in enumerate(head) if _is_marked(line)), len(lines))
    return _until_quoted(lines[marked:], passed_on=passed_on)


def without_program(text: str) -> str:
    """Return ``text`` without the last lines that a phone or its program writes under each mail."""
    lines = text.rstrip().split("\n")
    while lines and (
        not lines[-1].strip() or _BY_PROGRAM.fullmatch(_LINK.sub("", lines[-1]).strip())
    ):
        lines.pop()
    return "\n".join(lines)


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever their capitals, blanks and marks at the ends."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" .!?\"'*/").casefold()


def _until_quoted(lines: list[str], *, passed_on: bool) -> str:
    kept: list[str] = []
    for number, line in enumerate(lines):
        if line.rstrip() == "--" or _WROTE.fullmatch(line.strip()):
            break
        if not passed_on and _quote_begins(lines[number : number + 3]):
            break
        if not _is_marked(line):
            kept.append(line)
    return "\n".join(kept).strip()


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith(">")


def _quote_begins(lines: list[str]) -> bool:
    """Whether a quotation begins with the first of these three ``lines``."""
    first, *rest = (line.strip() for line in lines)
    if _RULE.fullmatch(first) or _NAMED.fullmatch(first):
        return True
    if _FROM.match(first):  # Outlook's block; a date without an address is a letter's head as well
        address = "@" in first
        return any(_SENT.match(line) or (address and _DATED.match(line)) for line in rest)
    return bool(_OPENS.match(first)) and _wraps(first, rest)


def _wraps(first: str, rest: list[str]) -> bool:
    """Whether "On …, … wrote:" goes from ``first`` over one or two lines more, as Gmail cuts it."""
    joined = first
    for line in rest:
        if not line or _OPENS.match(line):  # another begins there: the first was somebody's own
            return False
        joined = f"{joined} {line}"
        if _WROTE.fullmatch(joined):
            return bool(_WHEN_OR_WHO.search(joined))
    return False
