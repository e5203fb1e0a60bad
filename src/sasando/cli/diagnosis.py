"""What ``sasando doctor`` looks at."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import django
from django.core.exceptions import ImproperlyConfigured

from sasando import settings as chosen
from sasando.plugins import Problem

_LITTLE_SPACE = 500 * 2**20  # bytes
_NIGHTS = timedelta(days=2)  # after which a nightly duty has been missed


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: str  # "ok" | "warning" | "error"
    message: str
    hint: str = ""
    id: str = ""

    @property
    def wrong(self) -> bool:
        return self.level == "error"

    @property
    def mark(self) -> str:
        return {"ok": "✓", "warning": "!", "error": "✗"}[self.level]

    def as_dict(self) -> dict[str, str]:
        return {"level": self.level, "message": self.message, "hint": self.hint, "id": self.id}


def diagnose() -> list[Finding]:
    """Look the house over; return what was found, the worst first."""
    if not chosen.SECRET_KEY:
        return [Finding("error", "There is no secret key.", "Run `sasando init`.")]
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        hint = "docs/reference/settings.md says what each setting takes."
        return [Finding("error", f"The settings cannot be read: {error}", hint)]
    findings = [*_database()]
    if not any(finding.wrong for finding in findings):
        findings += [*_checks(), *_outlets(), *_newsletters(), *_inboxes()]
        findings += [*_index(), *_waiting(), *_open_data()]
    findings += [_space()]
    order = {"error": 0, "warning": 1, "ok": 2}
    return sorted(findings, key=lambda finding: order[finding.level])


def _database() -> list[Finding]:
    from django.db import DatabaseError, connection

    from sasando.schema import OutdatedDatabase, check_current

    try:
        check_current()
    except OutdatedDatabase as error:
        return [Finding("error", f"{str(error).capitalize()}.")]
    except DatabaseError as error:
        hint = "Is it running, and does DATABASE_URL say where?"
        return [Finding("error", f"The database does not answer: {error}", hint)]
    return [Finding("ok", f"Database: {connection.vendor}, up to date.")]


def _checks() -> list[Finding]:
    from django.core.checks import ERROR, run_checks

    found = [
        Finding("error" if m.level >= ERROR else "warning", m.msg, m.hint or "", m.id or "")
        for m in run_checks()
    ]
    return found or [Finding("ok", "Settings: nothing to mend.")]


def _outlets() -> list[Finding]:
    """Each outlet's platform is asked whether its access holds; without access hands do it."""
    from django.utils import timezone

    from sasando.channels.actions import ask_outlet
    from sasando.channels.models import Outlet

    findings = []
    for outlet in Outlet.objects.filter(active=True).select_related("organisation"):
        if outlet.lacks_access:
            message = f"Outlet {outlet.name} has no access by program: it is carried by hand."
            findings.append(Finding("warning", message))
        else:
            problems = ask_outlet(outlet=outlet, at=timezone.now())
            findings += _told(f"Outlet {outlet.name}", problems)
    return findings or [Finding("ok", f"Outlets: {Outlet.objects.filter(active=True).count()}.")]


def _newsletters() -> list[Finding]:
    """Each newsletter's servers are logged in to; where none is sent there is nothing to say."""
    from sasando.channels.models import Newsletter
    from sasando.channels.newsletter.asking import ask_newsletter

    findings = []
    newsletters = Newsletter.objects.open()
    for newsletter in newsletters:
        findings += _told(f"Newsletter {newsletter.name}", ask_newsletter(newsletter))
    said = [Finding("ok", f"Newsletters: {len(newsletters)}.")] if newsletters else []
    return findings or said


def _told(what: str, problems: Iterable[Problem]) -> list[Finding]:
    """Return what a plug-in says of itself as findings about ``what``."""
    return [Finding("error" if p.fatal else "warning", f"{what}: {p.message}") for p in problems]


def _inboxes() -> list[Finding]:
    """Each messenger is asked: is the token good, does it call this house? Can it send?"""
    from sasando.channels.exceptions import VaultError
    from sasando.claims.messengers import open_inbox, webhook_url
    from sasando.claims.models import Inbox, Reply
    from sasando.plugins.registry import UnknownMessenger

    findings = []
    inboxes = Inbox.objects.active()
    for inbox in inboxes:
        try:
            messenger = open_inbox(inbox)
            problems = messenger.diagnose(
                webhook_url="" if messenger.polled else webhook_url(inbox)
            )
        except (UnknownMessenger, VaultError) as error:
            findings.append(Finding("error", f"Inbox {inbox.name}: {error}"))
            continue
        findings += _told(f"Inbox {inbox.name}", problems)
        if inbox.faulted_at is not None:
            waiting = inbox.replies.filter(state=Reply.State.WAITING).count()
            words = (
                f"nothing can be sent since {inbox.faulted_at:%Y-%m-%d %H:%M} UTC, {waiting} wait"
            )
            findings.append(Finding("error", f"Inbox {inbox.name}: {words}: {inbox.words}"))
    return findings or [Finding("ok", f"Inboxes: {len(inboxes)}.")]


def _index() -> list[Finding]:
    """What is known can be matched: the index opens, keeps up, and has its encoder."""
    from django.conf import settings
    from django.utils import timezone

    from sasando.claims import knowledge
    from sasando.claims.encoders import ask_encoder
    from sasando.claims.models import KnownChange
    from sasando.matching.pictures import OcrUnavailable
    from sasando.matching.pictures.tesseract import check_ocr

    findings = []
    if trouble := knowledge.trouble(timezone.now()):
        words = f"The index of what is known does not answer: {trouble}"
        findings.append(Finding("error", words, "Run `sasando match rebuild`."))
    elif knowledge.index().outdated:
        words = "The index was made with another encoder: messages are matched by words alone."
        findings.append(Finding("warning", words, "Run `sasando match rebuild`."))
    if late := KnownChange.objects.count():
        words = f"{late} changes wait to be taken into the index."
        findings.append(Finding("warning", words, "Does `sasando run` or `worker` run?"))
    if problem := ask_encoder(settings.ENCODER, settings.ENCODER_KEY):
        hint = "Until then messages are matched by their words alone."
        findings.append(Finding("warning", f"Encoder: {problem}", hint))
    try:
        check_ocr()
    except OcrUnavailable as error:
        findings.append(Finding("warning", str(error), "Screenshots are matched by their looks."))
    return findings or [Finding("ok", "Index: it answers and is up to date.")]


def _waiting() -> list[Finding]:
    from django.utils import timezone

    from sasando.channels.models import Delivery

    failed = Delivery.objects.failed().count()
    late = Delivery.objects.late(timezone.now()).count()
    words: list[tuple[int, str]] = [
        (failed, "deliveries failed: see the desk's first screen."),
        (late, "tasks to carry by hand are late."),
    ]
    return [Finding("warning", f"{count} {text}") for count, text in words if count]


def _open_data() -> list[Finding]:
    """The current edition of the open data is whole, and each night somebody looks for changes."""
    from django.utils import timezone

    from sasando.accounts.actions import problem_of
    from sasando.accounts.models import Edition

    edition = Edition.objects.current()
    if edition is None:
        return []  # a house that is new
    findings = []
    if problem := problem_of(edition):
        words = f"Open data: edition {edition} is damaged: {problem}"
        findings.append(Finding("error", words, "Run `sasando data publish`."))
    if timezone.now() - edition.checked_at > _NIGHTS:
        day = f"{timezone.localtime(edition.checked_at):%Y-%m-%d}"
        words = f"Open data: nobody looked for changes since {day}."
        findings.append(Finding("warning", words, "Does `sasando run` or `worker` run?"))
    return findings or [Finding("ok", f"Open data: edition {edition} is whole.")]


def _space() -> Finding:
    from django.conf import settings

    home = settings.HOME if settings.HOME.exists() else settings.HOME.parent
    free = shutil.disk_usage(home).free
    message = f"Disk: {free / 2**30:.1f} GiB free at {home}."
    if free < _LITTLE_SPACE:
        return Finding("error", message, "Make room: what is published must be written.")
    return Finding("ok", message)
