"""A request is registered: number, receipt, deadline, once however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sasando.channels.privacy import code_of
from sasando.claims.actions.askers import spend_on_site
from sasando.claims.likeness import fingerprint, plain_letters
from sasando.documents.digest import sha256_hex
from sasando.openness.actions.letters import queue
from sasando.openness.actions.writing import add_one, must_handle, write
from sasando.openness.clock import Regime, Step
from sasando.openness.exceptions import RequestRefused, TooMany
from sasando.openness.models import Decision, Entry, Letter, Matter, Register, Request
from sasando.openness.noticing import flags_of
from sasando.openness.timing import begin, calendar, day_of, regime_on
from sasando.parties.models import Organisation, Person

MAX_TEXT = 10_000  # characters of what is asked for
MAX_PURPOSE = 2_000
MAX_NAME = 150
MAX_ADDRESS = 500
_SERVED_FOR = timedelta(days=365)  # how long an answer is given again to who asks the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who asks, as little as Law 14/2008, Article 22(2) wants: name and address; and a way back."""

    kind: str = Request.Applicant.PERSON
    name: str = ""
    address: str = ""
    contact: str = ""  # an e-mail address; "" for who fetches the answer

    @property
    def missing(self) -> list[str]:
        """What the law wants and was not given."""
        return [key for key in ("name", "address") if not getattr(self, key)]

    @property
    def identity(self) -> str:
        """What tells this applicant from another, in plain small letters."""
        return self.contact.lower() or plain_letters(f"{self.name} {self.address}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What is asked for, in the words it was sent in, and how."""

    text: str
    via: str
    purpose: str = ""
    manner: str = Request.Manner.COPY
    language: str = "id"


@dataclass(frozen=True, slots=True)
class Received:
    """A request in the register; ``again``: it stood there already."""

    request: Request
    again: bool


def receive(
    *,
    organisation: Organisation,
    applicant: Applicant,
    filing: Filing,
    at: datetime,
    by: Person | None = None,
) -> Received:
    """Register one request, in the words it was sent in; return it.

    Who sends the same again while it is open gets the number it has: nothing is registered twice.
    The same words of another applicant come under the same matter, and where that was granted
    already within a year, are answered at once with what was given. ``by`` is the officer who typed
    it in. Raises ``RequestRefused``.
    """
    filing = replace(filing, text=_clean(filing.text), purpose=_clean(filing.purpose))
    applicant = _cleaned(applicant)
    _look_at(filing, applicant)
    for _attempt in range(3):
        try:
            return _register(organisation, applicant, filing, at, by)
        except IntegrityError:  # another process opened the same matter or year just now
            continue
    raise RequestRefused(_("Very many requests arrive just now. Please send it again."))


def spend(*, sender: str, at: datetime, cost: float = 1.0) -> None:
    """Take one request from the allowance of ``sender`` (an address of the network).

    Raises ``TooMany``. Only a keyed hash of the day is kept.
    """
    if spend_on_site(sender=f"ppid {sender}", at=at, cost=cost) <= 0:
        raise TooMany(_("That were very many requests in a short time. Please wait a little."))


@transaction.atomic
def _register(
    organisation: Organisation,
    applicant: Applicant,
    filing: Filing,
    at: datetime,
    by: Person | None,
) -> Received:
    mark = fingerprint(filing.text) or sha256_hex(filing.text.encode())
    code = code_of(f"ppid {organisation.code}", applicant.identity)
    # By the code alone, which few rows share: a join over the matter would look at all of its rows.
    mine = Request.objects.unfinished().filter(code=code).select_related("matter__organisation")
    standing = next((one for one in mine if one.matter.fingerprint == mark), None)
    if standing is not None:
        write(Entry.Kind.REPEATED, matter=standing.matter, request=standing, at=at, by=by)
        return Received(standing, again=True)
    regime = regime_on(day_of(at))
    served = _served(organisation, mark, regime, at)
    matter = served.matter if served else _matter(organisation, mark, regime, filing, at)
    request = _numbered(matter, applicant, code, at)
    request.via, request.purpose = filing.via, filing.purpose
    request.manner, request.language = filing.manner, filing.language
    if by is not None:
        must_handle(by, matter)
        request.identity_seen_at = at
    request.save()
    if by is not None:
        write(Entry.Kind.RECEIVED, matter=matter, request=request, at=at, by=by)
    if served:
        _serve(request, served, at)
    else:
        add_one(matter, request)
        queue(request=request, kind=Letter.Kind.RECEIPT, at=at, due_on=request.due_on)
    return Received(request, again=False)


def _served(organisation: Organisation, mark: str, regime: Regime, at: datetime) -> Decision | None:
    """Return the answer that was given in full to the same words, while it is fresh."""
    if Matter.objects.open().filter(organisation=organisation, fingerprint=mark).exists():
        return None
    given = Decision.objects.filter(
        matter__organisation=organisation,
        matter__fingerprint=mark,
        matter__regime=regime.value,
        outcome=Decision.Outcome.GRANTED,
        final=True,
        after_objection=False,
        at__gt=at - _SERVED_FOR,
    )
    return given.select_related("matter__organisation").order_by("-at").first()


def _serve(request: Request, given: Decision, at: datetime) -> None:
    """Answer a request with what others were given for the same words."""
    request.state, request.outcome = Request.State.CLOSED, given.outcome
    request.closed_at, request.closed_on = at, day_of(at)
    request.save(update_fields=["state", "outcome", "closed_at", "closed_on"])
    Matter.objects.filter(pk=given.matter_id).update(count=F("count") + 1)
    Decision.objects.filter(pk=given.pk).update(count=F("count") + 1)
    queue(request=request, kind=Letter.Kind.DECISION, at=at, decision=given)


def _matter(
    organisation: Organisation, mark: str, regime: Regime, filing: Filing, at: datetime
) -> Matter:
    """Return the open matter with these words, opened now if there is none."""
    keys = {"organisation": organisation, "fingerprint": mark, "regime": regime.value}
    found = Matter.objects.filter(**keys, state=Matter.State.OPEN).first()
    if found is not None:
        found.organisation = organisation
        return found
    flags = flags_of(filing.text)
    matter = Matter.objects.create(
        **keys, text=filing.text, language=filing.language, flags=flags, first_at=at
    )
    if flags:
        write(Entry.Kind.MARKED, matter=matter, at=at, text=", ".join(flags))
    return matter


def _numbered(matter: Matter, applicant: Applicant, code: str, at: datetime) -> Request:
    """Return a request with the next number of its year, and its clock; not saved."""
    day = day_of(at)
    organisation = matter.organisation
    serial = next_serial(organisation, day.year)
    found = begin(Step.ANSWER, matter.law, day, calendar(around=day))
    return Request(
        matter=matter,
        organisation=organisation,
        year=day.year,
        serial=serial,
        number=f"{serial:04d}/PPID/{organisation.code.upper()}/{day.year}",
        kind=applicant.kind,
        applicant={
            "name": applicant.name,
            "address": applicant.address,
            "contact": applicant.contact,
        },
        code=code,
        reachable=bool(applicant.contact),
        missing=applicant.missing,
        received_at=at,
        received_on=day,
        clock_on=day,
        rule=found.rule.id,
        due_on=found.due,
    )


def next_serial(organisation: Organisation, year: int) -> int:
    """Return the next number of ``year``, given to nobody else."""
    rows = Register.objects.filter(organisation=organisation, year=year)
    if not rows.update(last=F("last") + 1):
        Register.objects.create(organisation=organisation, year=year, last=1)
    return rows.get().last  # this transaction holds the row


def _look_at(filing: Filing, applicant: Applicant) -> None:
    if not filing.text:
        raise RequestRefused(_("Write which information you ask for."))
    if len(filing.text) > MAX_TEXT or len(filing.purpose) > MAX_PURPOSE:
        limits = {"text": MAX_TEXT, "purpose": MAX_PURPOSE}
        raise RequestRefused(
            _(
                "This is too long: %(text)s characters for the request, %(purpose)s for its purpose. "
                "Nothing was cut and nothing was registered."
            )
            % limits
        )
    if len(applicant.name) > MAX_NAME or len(applicant.address) > MAX_ADDRESS:
        raise RequestRefused(_("The name or the address is too long. Nothing was registered."))
    by_mail = filing.via == Request.Via.MAIL and applicant.contact
    if applicant.missing and not by_mail:
        raise RequestRefused(_("The law asks for a name and an address: please give both."))


def _cleaned(applicant: Applicant) -> Applicant:
    """Return ``applicant`` without spaces around. Raises ``RequestRefused`` for no e-mail address."""
    contact = applicant.contact.strip()
    if contact:
        try:
            validate_email(contact)
        except ValidationError:
            raise RequestRefused(
                _("This is no e-mail address. Leave it empty to fetch the answer yourself.")
            ) from None
    return Applicant(
        kind=applicant.kind if applicant.kind in Request.Applicant.values else "person",
        name=_clean(applicant.name),
        address=_clean(applicant.address),
        contact=contact,
    )


def _clean(text: str) -> str:
    """Return ``text`` as the database and a reader can take it; nothing else of it is changed."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "").strip()
