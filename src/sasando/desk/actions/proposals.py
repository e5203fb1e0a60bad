"""Proposing a text: it is frozen, and everyone is asked about exactly that."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from sasando.desk import signals
from sasando.desk.actions.pictures import freeze_picture
from sasando.desk.actions.records import record
from sasando.desk.actions.tasks import start_workflow, stop_workflow
from sasando.desk.compose import Composition, compose
from sasando.desk.exceptions import NotAllowed, RuleBroken, WrongState
from sasando.desk.models import WAITING, Item, State, Version, seats_of
from sasando.desk.policy import Case, may_have_written, may_write, row_for
from sasando.desk.rules import broken_rules, going_live
from sasando.parties.models import Person


@transaction.atomic
def propose(*, item: Item, by: Person, at: datetime) -> Version:
    """Freeze the latest revision of ``item`` as a Version and ask for its approvals.

    Raises ``RuleBroken`` with everything the text lacks, ``NotAllowed`` when ``by`` or an author
    may not write this kind, ``WrongState`` while another version is on its way.
    """
    version = freeze(item=item, by=by, at=at)
    start_workflow(version=version, by=by)
    return version


@transaction.atomic
def freeze(*, item: Item, by: Person, at: datetime) -> Version:
    """Make the Version of ``propose``, without starting Wagtail's workflow (it started itself)."""
    Page.objects.select_for_update().get(pk=item.pk)
    item = type(item).objects.get(pk=item.pk).specific
    if waiting := item.waiting_version:
        raise WrongState(_("“%(version)s” is already on its way.") % {"version": waiting})
    revision = item.latest_revision
    if revision is None:
        raise RuleBroken([_("The text was never saved as a draft.")])
    text = revision.as_object()
    number = item.next_number
    composition = compose(text, number=number, freeze=freeze_picture)
    goes_live_at = going_live(text)
    problems = [*composition.problems]
    problems += broken_rules(
        item=text, document=composition.document, goes_live_at=max(goes_live_at or at, at)
    )
    authors = item.author_ids() | {by.pk}
    if problems:
        raise RuleBroken(problems)
    _check_writers(text, by, authors)
    document = composition.document
    version = Version.objects.create(
        item=item,
        number=number,
        digest=document.digest,
        code=document.code,
        canonical=document.canonical.decode(),
        revision=revision,
        proposed_by=by,
        proposed_at=at,
        authors=sorted(authors),
        goes_live_at=goes_live_at,
        valid_until=document.valid_until,
        change=document.correction.change if document.correction else "",
        kind=document.kind,
        governed_by=text.policy_kind or document.kind,
        language=document.language,
        headline=document.headline,
        slug=text.slug,
        publisher=text.publisher,
    )
    record("submitted", version, by=by)
    signals.submitted.send(sender=Version, version=version, by=by, at=at)
    return version


def _check_writers(text: Item, by: Person, authors: frozenset[int]) -> None:
    kind = text.policy_kind
    row = row_for(text.kind, corrects=kind if kind != text.kind else None)
    publisher = text.publisher.code if text.publisher else ""
    if not may_write(row, seats_of(by), publisher):
        partners = {partner.code for partner in text.partners.all()}
        if not any(may_write(row, seats_of(by), partner) for partner in partners):
            raise NotAllowed(
                _("%(person)s may not propose this kind of text for %(publisher)s.")
                % {"person": by.display_name, "publisher": text.publisher}
            )
    case = Case(
        row=row,
        publisher=publisher,
        partners=frozenset(partner.code for partner in text.partners.all()),
    )
    for author in Person.objects.filter(pk__in=authors):
        if not may_have_written(case, seats_of(author)):
            raise NotAllowed(
                _(
                    "%(person)s edited this text but may not write this kind for %(publisher)s. "
                    "Start it anew without that edit."
                )
                % {"person": author.display_name, "publisher": text.publisher}
            )


def recompose(version: Version) -> Composition:
    """Compose the version's revision again, as it is stored now.

    Links to other items are taken from the frozen Document: they say something about the others. So
    are its translations: a translator who goes on works for the next version.
    """
    if version.revision is None:
        raise WrongState(_("The text behind this version is gone."))
    text = version.revision.as_object()
    fresh = compose(text, number=version.number, freeze=freeze_picture)
    frozen = version.content
    document = fresh.document.model_copy(
        update={
            "alternates": frozen.alternates,
            "related": frozen.related,
            "translations": frozen.translations,
        }
    )
    return Composition(document, fresh.problems)


def check_unchanged(version: Version) -> None:
    """Raise ``WrongState`` unless what would be published is, byte for byte, what was frozen."""
    if recompose(version).document.digest != version.digest:
        raise WrongState(
            _(
                "“%(version)s” no longer says what was proposed: its text, a picture, or a date or "
                "name it refers to has changed. Propose it again."
            )
            % {"version": version}
        )


@transaction.atomic
def take_back(*, version: Version, by: Person, at: datetime) -> Version:
    """Void a version that waits, so that its text can be edited again.

    Only its authors may. Raises ``NotAllowed``, ``WrongState``.
    """
    version = locked(version)
    if by.pk not in version.authors:
        raise NotAllowed(_("Only its authors can take a text back. Refuse it, with a reason."))
    return void(version=version, by=by, reason=_("Taken back by its author."), at=at)


@transaction.atomic
def void(*, version: Version, by: Person | None, reason: str, at: datetime) -> Version:
    """Drop a version that waits, with its approvals: none carries over to another text.

    ``by`` took it back or edited the text; None where nobody is known. Raises ``WrongState``.
    """
    version = locked(version)
    if version.state not in WAITING:
        raise WrongState(_("“%(version)s” does not wait any more.") % {"version": version})
    version.state = State.VOID
    version.standing_note = reason
    version.save(update_fields=["state", "standing_note"])
    stop_workflow(version=version, by=by)
    record("voided", version, by=by, reason=reason)
    signals.voided.send(sender=Version, version=version, reason=reason, at=at)
    return version


def locked(version: Version) -> Version:
    """Return ``version`` as the database has it now, locked until the transaction ends."""
    return Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
