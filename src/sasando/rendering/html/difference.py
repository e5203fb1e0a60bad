"""What changed between two versions of an item, word by word, for eyes and for ears."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest

from sasando.documents import Document
from sasando.rendering.html.environment import page_environment
from sasando.rendering.html.setting import Setting
from sasando.rendering.text import body_text

_WORDS = re.compile(r"\s+|[^\s]+")
_LONGEST = 4000  # words a line: beyond it a line is shown as replaced whole, to stay quick


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words that stayed (""), went ("del") or came ("ins")."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text with its runs."""

    runs: tuple[Run, ...]

    @property
    def changed(self) -> bool:
        return any(run.mark for run in self.runs)


def difference_page(before: Document, after: Document, *, setting: Setting, item_href: str) -> str:
    """Return the page that shows what ``after`` changed against ``before``."""
    setting = replace(setting, language=after.language)
    lines = compare_texts(readable(before), readable(after))
    return (
        page_environment(after.language)
        .get_template("difference.html")
        .render(
            before=before,
            after=after,
            lines=lines,
            changes=sum(line.changed for line in lines),
            setting=setting,
            item_href=item_href,
        )
    )


def readable(document: Document) -> str:
    """Return what readers compare: the text, without imprint or short address."""
    return "\n".join([document.headline, document.key_message, body_text(document)])


def compare_texts(before: str, after: str) -> tuple[Line, ...]:
    """Return the lines of ``after`` with the words that went and came, removed lines in place.

    The texts of all runs without "ins" give ``before`` back, those without "del" give ``after``.
    """
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            lines += [Line((Run("", text),)) for text in old[start:end]]
        else:
            pairs = zip_longest(old[start:end], new[new_start:new_end])
            lines += [Line(tuple(_compare_lines(was, now))) for was, now in pairs]
    return tuple(lines)


def _compare_lines(was: str | None, now: str | None) -> Iterator[Run]:
    if was is None or now is None:
        yield Run("del", was) if was is not None else Run("ins", now or "")
        return
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    if max(len(old), len(new)) > _LONGEST:
        yield from (Run("del", was), Run("ins", now))
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            yield Run("", "".join(old[start:end]))
            continue
        if start < end:
            yield Run("del", "".join(old[start:end]))
        if new_start < new_end:
            yield Run("ins", "".join(new[new_start:new_end]))
