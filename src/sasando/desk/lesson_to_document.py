"""The fields of a lesson → the LessonStatement of a Document. Reads values; writes nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sasando.desk.models import Lesson
from sasando.documents.lesson import LessonStatement, Term

_GAP = "…"
_SENTENCE = 500  # characters; a longer one is not easy to read


def read_lesson(item: Lesson, problems: list[str]) -> LessonStatement:
    """Return what ``item`` teaches. Every gap is a sentence in ``problems``, as in ``compose``."""
    easy = tuple(line.strip() for line in item.easy.splitlines() if line.strip())
    if not item.aim.strip():
        problems.append(_("Say what learners know or can do afterwards."))
    if not easy:
        problems.append(_("Write the lesson in easy words, too, one short sentence a line."))
    if any(len(line) > _SENTENCE for line in easy):
        problems.append(_("In easy words: one sentence a line, and each at most 500 characters."))
    return LessonStatement(
        aim=item.aim.strip() or _GAP,
        minutes=min(max(item.minutes or 1, 1), 20),
        easy=tuple(line[:_SENTENCE] for line in easy) or (_GAP,),
        terms=_terms(item, problems),
    )


def _terms(item: Lesson, problems: list[str]) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for row in item.terms.all():
        name, meaning = row.term.strip(), row.meaning.strip()
        if not name or not meaning:
            continue
        if name.casefold() in terms:
            problems.append(_("“%(term)s” is explained twice.") % {"term": name})
            continue
        terms[name.casefold()] = Term(term=name, meaning=meaning)
    return tuple(terms.values())
