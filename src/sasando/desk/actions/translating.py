"""A translator writes: text by text, each beside the words of the source it is of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.desk.exceptions import NotAllowed, RuleBroken
from sasando.desk.models import Authorship, Item, TranslatedText
from sasando.desk.models.translations import digest_of
from sasando.documents.blocks import Span
from sasando.documents.translation import MarksDiffer, unmarked
from sasando.parties.models import Person
from sasando.rendering.languages import further_languages

_MOST = 20_000  # characters of one text; what a film says is the longest


@transaction.atomic
def translate(
    *, item: Item, language: str, texts: Mapping[str, str], by: Person, at: datetime
) -> int:
    """Write ``texts`` (text of the source → its translation) of ``item``; return how many changed.

    "" takes a translation back. Whoever translates is an author of the next version: nobody approves
    what they wrote. Raises ``NotAllowed`` for who cannot edit the item, ``RuleBroken`` with every
    text that is too long or whose marks differ from its source's: then nothing is written.
    """
    if not item.permissions_for_user(by).can_edit():
        raise NotAllowed(_("Only who can edit this text may translate it."))
    if language not in {one.code for one in further_languages()}:
        raise RuleBroken([_("This is no language that texts are translated into.")])
    problems = [problem for source, text in texts.items() if (problem := _problem(source, text))]
    if problems:
        raise RuleBroken(problems)
    rows = TranslatedText.objects.of(item).into(language)
    there = dict(rows.values_list("source", "text"))
    written = {source: _as_lines_of(source, text) for source, text in texts.items()}
    changed = {source: text for source, text in written.items() if text != there.get(source, "")}
    for source, text in changed.items():
        if text:
            TranslatedText.objects.update_or_create(
                item_id=item.pk,
                language=language,
                digest=digest_of(source),
                defaults={"source": source, "text": text, "by": by, "at": at},
            )
        else:
            rows.saying([source]).delete()
    if changed:
        Authorship.objects.get_or_create(item_id=item.pk, person=by, number=item.next_number)
    return len(changed)


def _problem(source: str, text: str) -> str:
    if len(text) > _MOST:
        return _("“%(start)s…” is longer than %(limit)d characters.") % {
            "start": text[:40],
            "limit": _MOST,
        }
    if not text.strip():
        return ""
    try:
        unmarked(text, _linked(source))
    except MarksDiffer:
        return _("“%(start)s…”: keep the marks of the source, as <b>…</b> and <a1>…</a1>.") % {
            "start": text[:40]
        }
    return ""


def _as_lines_of(source: str, text: str) -> str:
    """Return ``text`` without outer blanks, in one line where its source is one."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return ("\n" if "\n" in source else " ").join(lines)


def _linked(source: str) -> tuple[Span, ...]:
    """Stand-ins for the links that ``source`` has, by its marks."""
    count = sum(f"<a{number}>" in source for number in range(1, 100))
    return tuple(Span(text="…", href="/") for _link in range(count))
