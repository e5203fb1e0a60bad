"""Words of a text and the forms they take: Indonesian affixes, clitics and doubling, English plurals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(r"\d+(?:[.:,]\d+)*|[^\W\d_]+(?:[-'’][^\W\d_]+)*|[,;:]|[.!?…]+")
_END = re.compile(r"[.!?…]+")
_ABBREVIATION = re.compile(r"^(?:[a-z]|dr|drs|hj|ir|st|no|jl|prof|mr|mrs|ms)$", re.IGNORECASE)
_CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
_SHORTEST = 3  # letters a word keeps when a clitic is taken off


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark, as it stands, with every form it may be a form of."""

    text: str
    start: int
    end: int
    forms: frozenset[str]

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number."""
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def sentences(text: str, language: str) -> list[list[Token]]:
    """Return the tokens of ``text`` ("id" or "en"), one list a sentence, end marks left out."""
    found: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(text):
        if _END.fullmatch(match[0]):
            if not _is_abbreviation(found[-1], text, match.end()):
                found.append([])
            continue
        found[-1].append(
            Token(match[0], match.start(), match.end(), forms_of(match[0].lower(), language))
        )
    return [tokens for tokens in found if tokens]


def _is_abbreviation(tokens: list[Token], text: str, end: int) -> bool:
    """A mark after an initial or a title, or one with no blank behind it, ends no sentence."""
    if end < len(text) and not (text[end].isspace() or text[end] in "\"'”’)»"):
        return True
    return bool(tokens) and bool(_ABBREVIATION.match(tokens[-1].text))


@cache
def forms_of(word: str, language: str) -> frozenset[str]:
    """Return ``word`` (lower case) and what it is a form of: no clitic, not doubled, singular."""
    forms = {word}
    if language == "en":
        bare = re.sub(r"['’]s?$", "", word)
        forms |= {bare, bare.removesuffix("s") if not bare.endswith("ss") else bare}
        if bare.endswith(("ches", "shes", "sses", "xes")):
            forms.add(bare.removesuffix("es"))
        return frozenset(forms)
    for clitic in _CLITICS:
        if word.endswith(clitic) and len(word) - len(clitic) >= _SHORTEST:
            forms.add(word.removesuffix(clitic))
    for form in tuple(forms):
        first, _, second = form.partition("-")
        if second and first and (first == second or second.startswith(first)):
            forms.add(first)
    return frozenset(forms)


@cache
def verb_forms(stem: str) -> frozenset[str]:
    """Return the active, passive and accidental forms of an Indonesian verb with its suffixes.

    ``gagah`` → menggagahi, digagahi, tergagahi, …; the first sound is assimilated as in *memukul*.
    """
    active = {
        "k": ("meng", stem[1:]),
        "t": ("men", stem[1:]),
        "s": ("meny", stem[1:]),
        "p": ("mem", stem[1:]),
    }.get(stem[0])
    if active is None:
        prefix = "meng" if stem[0] in "aeioughx" else "mem" if stem[0] in "bfv" else "men"
        prefix = "me" if stem[0] in "lrmnwy" else prefix
        active = (prefix, stem)
    heads = ("".join(active), f"di{stem}", f"ter{stem}", f"ber{stem}", stem)
    return frozenset(head + tail for head in heads for tail in ("", "i", "kan"))
