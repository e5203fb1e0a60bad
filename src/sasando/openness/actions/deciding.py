"""The decision: one answer to all who wait under a matter, with files, or the refusal and its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from sasando.channels.waking import wake_on_commit
from sasando.documents.digest import sha256_hex
from sasando.openness.actions.writing import locked, must_handle, recount, write
from sasando.openness.exceptions import WrongState
from sasando.openness.models import Decision, DecisionFile, Entry, Matter, Redaction, Request
from sasando.openness.timing import day_of
from sasando.parties.models import Person


@dataclass(frozen=True, slots=True)
class Attached:
    """A file to go with an answer."""

    name: str
    content: bytes
    mime: str = ""
    redaction: Redaction | None = None  # what made it, where something is black


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is decided. Law 14/2008, Article 22(7) says what the notice holds."""

    outcome: str
    text: str
    article: str = ""  # of the law that exempts what is withheld
    consequence: str = ""  # the consequence test
    held_by: str = ""  # which authority holds it
    cost: str = ""
    files: Sequence[Attached] = ()
    final: bool = True  # False: a partial answer, the rest follows


@transaction.atomic
def decide(*, matter: Matter, answer: Answer, by: Person, at: datetime) -> Decision:
    """Answer all who wait under ``matter`` at once; their letters are written by a worker.

    Raises ``NotAllowed``, and ``WrongState`` where nobody waits or the answer lacks what the law
    wants of it: a refusal its article and its consequence test, "not held" who holds it.
    """
    matter = locked(matter)
    must_handle(by, matter)
    check(answer)
    waiting = Request.objects.open().filter(matter=matter)
    decision = Decision(
        matter=matter, by=by, at=at, on=day_of(at), letters_after=0, count=waiting.count()
    )
    if not decision.count:
        raise WrongState(_("Nobody waits for an answer here."))
    record(decision, answer)
    if answer.final:
        waiting.update(
            state=Request.State.CLOSED,
            outcome=answer.outcome,
            closed_at=at,
            closed_on=decision.on,
        )
        recount(matter)
    text = str(decision.get_outcome_display())
    if not answer.final:
        text = _("%(outcome)s; the rest follows") % {"outcome": text}
    write(Entry.Kind.DECIDED, matter=matter, text=text, by=by, at=at)
    wake_on_commit("letters")
    return decision


def record(decision: Decision, answer: Answer) -> None:
    """Write down ``answer`` with its files as ``decision``."""
    decision.outcome, decision.text = answer.outcome, answer.text.strip()
    decision.article, decision.consequence = answer.article.strip(), answer.consequence.strip()
    decision.held_by, decision.cost = answer.held_by.strip(), answer.cost.strip()
    decision.final = answer.final
    decision.save()
    for one in answer.files:
        row = DecisionFile(
            decision=decision,
            name=get_valid_filename(one.name)[:150] or "berkas",
            mime=one.mime[:100],
            size=len(one.content),
            sha256=sha256_hex(one.content),
            redaction=one.redaction,
        )
        row.file.save(row.name, ContentFile(one.content), save=True)


def check(answer: Answer) -> None:
    """Raise ``WrongState`` for what the law wants and ``answer`` does not say."""
    if answer.outcome not in Decision.Outcome.values or not answer.text.strip():
        raise WrongState(_("Write the answer."))
    withheld = answer.outcome in (Decision.Outcome.REFUSED, Decision.Outcome.PARTLY)
    if withheld and answer.final and not (answer.article.strip() and answer.consequence.strip()):
        raise WrongState(
            _("What is withheld needs the article that exempts it, and the consequence test.")
        )
    if answer.outcome == Decision.Outcome.NOT_HELD and not answer.held_by.strip():
        raise WrongState(_("Say which authority holds the information, as far as it is known."))
    if answer.outcome != Decision.Outcome.PARTLY and not answer.final:
        raise WrongState(_("Only an answer in part can be followed by the rest."))
