"""Rules beyond the policy: what an item must satisfy before anyone is asked to approve it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sasando.desk.compose import compose, name_only
from sasando.desk.models import Erratum, Item
from sasando.desk.policy import made_together, row_for
from sasando.desk.verdict_to_document import echoes
from sasando.documents import Document, Kind, PartyKind
from sasando.documents.blocks import FactBox
from sasando.elections.models import Stage
from sasando.elections.quiet_period import locks, quiet_period_on


def problems_of(item: Item, *, at: datetime) -> list[str]:
    """Return everything that keeps ``item``, as its fields stand, from being proposed at ``at``."""
    number = item.next_number if item.pk else 1
    composition = compose(item, number=number, freeze=name_only)
    goes_live_at = max(going_live(item) or at, at)
    return [
        *composition.problems,
        *broken_rules(item=item, document=composition.document, goes_live_at=goes_live_at),
    ]


def going_live(item: Item) -> datetime | None:
    """Return when ``item`` may go out: its schedule or its embargo, whichever is later."""
    moments = [moment for moment in (item.go_live_at, item.embargo_until) if moment is not None]
    return max(moments, default=None)


def broken_rules(*, item: Item, document: Document, goes_live_at: datetime) -> Iterator[str]:
    """Yield one sentence for each rule that ``item`` breaks if it goes out at ``goes_live_at``."""
    yield from _quiet_period(item, document, goes_live_at)
    if document.valid_until and document.valid_until <= goes_live_at:
        yield _("“Valid until” lies before the time it goes out.")
    if document.stage_changes and document.publisher.kind is not PartyKind.COMMISSION:
        yield _("Only the commission moves a stage: take the block out.")
    codes = [change.code for change in document.stage_changes]
    if len(codes) != len(set(codes)):
        yield _("A stage is moved twice in one text.")
    yield from _fact_check(document)
    yield from _lesson(document)
    yield from _erratum(item, document)
    last = item.last_public_version if item.pk else None
    if last is not None and last.slug != item.slug:
        yield _("The address cannot change after publication: set the slug back to “%(slug)s”.") % {
            "slug": last.slug
        }


def _fact_check(document: Document) -> Iterator[str]:
    """A claim is quoted, never repeated as if it were true; the commission has no part in it."""
    if document.kind is not Kind.VERDICT:
        return
    kinds = {party.kind for party in (document.publisher, *document.partners)}
    if PartyKind.COMMISSION in kinds:
        yield _("The commission has no part in a fact-check: take it out of the partners.")
    if not {PartyKind.NEWSROOM, PartyKind.CHECKER} <= kinds:
        yield _("A fact-check is made by a newsroom and a fact-check partner together.")
    statement = document.verdict
    if statement is not None and echoes(document.headline, statement):
        yield _(
            "The headline repeats the claim as if it were true. Say what is true instead, or begin "
            "with the verdict: “Wrong: …”."
        )


def _lesson(document: Document) -> Iterator[str]:
    """Every fact that is taught names its legal source and the day it was looked up."""
    if document.kind is not Kind.LESSON:
        return
    facts = [fact for block in document.body if isinstance(block, FactBox) for fact in block.facts]
    if not facts:
        yield _("A lesson says in a fact box which law its facts are from.")
    for fact in facts:
        if not fact.source.strip() or fact.as_of is None:
            yield _("“%(fact)s” names no legal source, or not the day it was looked up.") % {
                "fact": fact.label
            }
    if not document.quizzes:
        yield _("A lesson asks at least one question with answers to choose.")


def _erratum(item: Item, document: Document) -> Iterator[str]:
    """Only who published a text puts it right; who made it together does so together or alone."""
    if not isinstance(item, Erratum) or item.corrects is None:
        return
    corrected = item.corrects.content
    if corrected.kind is Kind.ERRATUM:
        yield _("A correction of a correction is its next version: edit the erratum itself.")
        return
    makers = {corrected.publisher.code}
    if made_together(row_for(corrected.kind)):
        makers |= {partner.code for partner in corrected.partners}
    if document.publisher.code not in makers:
        yield _("“%(version)s” is put right by who published it: %(publisher)s.") % {
            "version": item.corrects,
            "publisher": corrected.publisher.name,
        }


def _quiet_period(item: Item, document: Document, goes_live_at: datetime) -> Iterator[str]:
    """Campaign-like content is locked in the quiet period (``elections.quiet_period``)."""
    stages = Stage.objects.for_quiet_period()
    if document.elections:
        stages = stages.filter(election__code__in=[e.code for e in document.elections])
    moments = [goes_live_at]
    if document.episode is not None:  # it is told one day, and on air another
        moments.append(document.episode.starts_at)
    found = (
        locks(
            document.kind,
            campaign_like=item.campaign_like,
            period=quiet_period_on(timezone.localtime(moment).date(), stages),
        )
        for moment in moments
    )
    lock = next((lock for lock in found if lock is not None), None)
    if lock is not None:
        yield _(
            "%(law)s: what touches candidates or the campaign is locked until %(ends)s. "
            "Schedule it for afterwards."
        ) % {"law": lock.law, "ends": date_format(lock.period.ends)}
