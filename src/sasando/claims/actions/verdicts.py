"""From claim to verdict: a draft that already says all that the desk knows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _

from sasando.claims.actions.questions import statement
from sasando.claims.actions.telling import tie_verdict
from sasando.claims.exceptions import NotAllowed, WrongState
from sasando.claims.models import Claim, Evidence, Question, WorkEntry
from sasando.desk.hiding import is_shut_out
from sasando.desk.models import SectionPage, Verdict, VerdictAppearance, VerdictSource, seats_of
from sasando.desk.policy import POLICY, may_write
from sasando.documents.vocabulary import Kind, PartyKind
from sasando.parties.models import Organisation, Person


@transaction.atomic
def write_verdict(
    *, claim: Claim, seen_in: Collection[Evidence], by: Person, at: datetime
) -> Verdict:
    """Begin the verdict on ``claim`` and tie it to it; return the draft.

    Evidence ``seen_in`` is where the claim appeared, the other public evidence becomes sources;
    the commission's last reply is quoted with the digest of what it signed, its silence with the
    days. Raises ``NotAllowed`` for who writes no verdicts, ``WrongState`` when there is one.
    """
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    language = claim.language if claim.language in ("id", "en") else "id"
    if claim.verdicts.filter(item__locale__language_code=language).exists():
        raise WrongState(_("This claim has a verdict already. Open it below."))
    if claim.state not in (Claim.State.OPEN, Claim.State.CHECKING):
        raise WrongState(_("This claim is closed."))
    publisher = _publisher_of(by)
    section = SectionPage.objects.select_related("locale").get(
        kind=Kind.VERDICT.value, locale__language_code=language
    )
    verdict = Verdict(locale=section.locale, owner=by, publisher=publisher)
    # A headline must not say the claim again as if it were so: the checker writes a better one.
    verdict.title = _("Fact-check: %(claim)s") % {"claim": Truncator(claim.wording).chars(100)}
    verdict.slug = f"{slugify(claim.wording)[:60].strip('-') or 'klaim'}-{uuid4().hex[:6]}"
    verdict.claim = claim.wording[:2000]
    verdict.harm = claim.harm if claim.harm in Verdict.Harms.values else ""
    verdict.first_seen = timezone.localtime(claim.first_seen).date()
    verdict.about_commission = claim.about_commission
    _quote(verdict, claim.questions.order_by("asked_at").last())
    _stand_on(verdict, claim, {evidence.pk for evidence in seen_in})
    verdict.partners = _partners_of(claim, publisher)
    section.add_child(instance=verdict)
    verdict.save_revision(user=by, clean=False)  # a draft: the key message is still to be written
    tie_verdict(claim=claim, item=verdict.item_ptr, by=by, at=at)
    WorkEntry.objects.create(
        claim=claim, kind=WorkEntry.Kind.VERDICT, text=verdict.title, by=by, at=at
    )
    return verdict


def _publisher_of(person: Person) -> Organisation:
    seats = seats_of(person)
    row = POLICY[Kind.VERDICT]
    codes = [seat.party for seat in seats if may_write(row, seats, seat.party)]
    if not codes or is_shut_out(person):
        raise NotAllowed(_("You do not write verdicts: a checker or an editor does."))
    return Organisation.objects.get(code=codes[0])


def _partners_of(claim: Claim, publisher: Organisation) -> list[Organisation]:
    """Those who check with the publisher: an editor and a second checker must both approve.

    Where nobody of a newsroom, or of the checkers, is on the claim, the only one there is comes in.
    """
    people = [person for person in (claim.assignee, claim.second_checker) if person]
    codes = {
        seat.party
        for person in people
        for seat in seats_of(person)
        if seat.kind in (PartyKind.NEWSROOM, PartyKind.CHECKER)
    }
    kinds = {publisher.kind}
    kinds |= set(Organisation.objects.filter(code__in=codes).values_list("kind", flat=True))
    for kind in (PartyKind.NEWSROOM, PartyKind.CHECKER):
        there = Organisation.objects.of_kind(kind).values_list("code", flat=True)[:2]
        if kind.value not in kinds and len(there) == 1:
            codes |= set(there)
    return list(Organisation.objects.filter(code__in=codes).exclude(pk=publisher.pk))


def _quote(verdict: Verdict, question: Question | None) -> None:
    if question is None:
        return
    verdict.asked_on = timezone.localtime(question.asked_at).date()
    verdict.reply_by = timezone.localtime(question.due_at).date()
    if question.answered_at is None or question.answered_by is None:
        return
    speaker = question.answered_by
    verdict.reply_text = question.answer[:4000]
    names = (speaker.display_name, speaker.office, question.organisation.name)
    verdict.reply_speaker = ", ".join(name for name in names if name)[:200]
    verdict.replied_on = timezone.localtime(question.answered_at).date()
    verdict.reply_digest = sha256(statement(question)).hexdigest()


def _stand_on(verdict: Verdict, claim: Claim, seen_in: set[int]) -> None:
    found = list(claim.evidence.exclude(href=""))
    verdict.appearances = [
        VerdictAppearance(
            href=one.href,
            captured_at=one.taken_at if one.sha256 else None,
            sha256=one.sha256,
            sort_order=number,
        )
        for number, one in enumerate(found)
        if one.pk in seen_in
    ]
    verdict.sources = [
        VerdictSource(title=one.title, href=one.href, sort_order=number)
        for number, one in enumerate(found)
        if one.pk not in seen_in and one.public
    ]
