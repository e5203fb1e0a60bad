"""One piece of each kind of data that a rule is about, with its time counted from a given moment."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.utils import timezone

from sasando.accounts.models import Digest, DigestCopy
from sasando.channels.models import (
    Copy,
    Issue,
    Newsletter,
    Note,
    SignUp,
    Spending,
    Subscription,
    SubscriptionRequest,
)
from sasando.claims.models import Allowance, Asker, Claim, Evidence, Reply, Tip, TipPart
from sasando.desk.models import Message
from sasando.live import actions as live
from sasando.live.models import Production, Question
from sasando.openness.models import Matter, PostedMail, Request
from sasando.parties.models import Person
from sasando.partnership.models import Agreement, Proof
from sasando.reach.actions import tally
from sasando.retention.declared import schedule
from sasando.retention.standing import kept_for
from tests.claims.claims import an_inbox
from tests.desk.builders import Desk

Leave = Callable[[Desk, datetime, str], object]


def _allowance(desk: Desk, since: datetime, name: str) -> object:
    return Allowance.objects.create(code=name, left=1, at=since)


def _part(desk: Desk, since: datetime, name: str) -> object:
    return TipPart.objects.create(inbox=an_inbox(desk), code=name, at=since)


def _tip(desk: Desk, since: datetime, name: str) -> object:
    return Tip.objects.create(received_at=since, ready_at=since, text=name, state="quiet")


def _reply(desk: Desk, since: datetime, name: str) -> object:
    return Reply.objects.create(
        inbox=an_inbox(desk),
        reason="answer",
        text="x",
        key=name,
        code=name,
        state="sent",
        created_at=since,
        due_at=since,
    )


def _asker(desk: Desk, since: datetime, name: str) -> object:
    return Asker.objects.create(
        inbox=an_inbox(desk), code=name, locked_address="x", first_at=since, last_at=since
    )


def _dropped_evidence(desk: Desk, since: datetime, name: str) -> object:
    claim = Claim.objects.create(
        wording=name, state="dropped", first_seen=since, last_seen=since, closed_at=since
    )
    file = ContentFile(b"<p>who said it</p>", name=f"{name}.html")
    return Evidence.objects.create(claim=claim, title=name, file=file, by=desk.checker, at=since)


def _note(desk: Desk, since: datetime, name: str) -> object:
    return Note.objects.create(key=name, at=since)


def _spending(desk: Desk, since: datetime, name: str) -> object:
    return Spending.objects.create(account=name, budget="calls", began=since)


def _newsletter(desk: Desk) -> Newsletter:
    found, _made = Newsletter.objects.get_or_create(
        code="kabar", defaults={"name": "Kabar", "organisation": desk.kpu}
    )
    return found


def _sign_up(desk: Desk, since: datetime, name: str, *, silent: bool) -> object:
    kept = _kept("channels.silent-addresses" if silent else "channels.newsletter-wishes")
    return SignUp.objects.create(
        newsletter=_newsletter(desk),
        code=name,
        asked_at=since,
        due_at=since,
        expires_at=since + kept,
        silent=silent,
        waits=False,
    )


def _wish(desk: Desk, since: datetime, name: str) -> object:
    return _sign_up(desk, since, name, silent=False)


def _silent(desk: Desk, since: datetime, name: str) -> object:
    return _sign_up(desk, since, name, silent=True)


def _copy(desk: Desk, since: datetime, name: str) -> object:
    issue = Issue.objects.create(
        newsletter=_newsletter(desk), rhythm="daily", occasion="digest", cut_at=since
    )
    return Copy.objects.create(
        issue=issue,
        medium="mail",
        key=name,
        since=since,
        state="sent",
        due_at=since,
        created_at=since,
    )


def _called_back(name: str, since: datetime) -> dict[str, object]:
    return {"key": name, "topic": "t", "callback": name, "host": "h", "due_at": since}


def _hub_wish(desk: Desk, since: datetime, name: str) -> object:
    return SubscriptionRequest.objects.create(
        **_called_back(name, since),
        mode="subscribe",
        lease_seconds=1,
        expires_at=since + _kept("channels.hub-wishes"),
    )


def _hub_ended(desk: Desk, since: datetime, name: str) -> object:
    return Subscription.objects.create(
        **_called_back(name, since), state="left", since=since, ends_at=since
    )


def _viewer(desk: Desk, since: datetime, name: str) -> object:
    episode = desk.published("episode").item.specific
    production = live.open_production(episode=episode, by=desk.reporter, at=since)
    Production.objects.filter(pk=production.pk).update(ended_at=since, state="ended")
    return Question.objects.create(
        production=production, source="site", code=name, name="Maria", text="Kapan?", at=since
    )


def _dated(path: Path, since: datetime) -> Path:
    os.utime(path, (since.timestamp(),) * 2)
    return path


def _upload(desk: Desk, since: datetime, name: str) -> object:
    folder = Path(settings.HOME) / "uploads"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.upload"
    path.write_bytes(b"film")
    return _dated(path, since)


def _watched(desk: Desk, since: datetime, name: str) -> object:
    folder = Path(settings.MEDIA_ROOT) / "live" / name
    folder.mkdir(parents=True)
    playlist = folder / "live.m3u8"
    playlist.write_text("#EXTM3U\n#EXTINF:4,\nlive-1.ts\n#EXT-X-ENDLIST\n")
    (folder / "live-1.ts").write_bytes(b"x")
    _dated(playlist, since)
    return _dated(folder, since)


def _mail_mark(desk: Desk, since: datetime, name: str) -> object:
    return PostedMail.objects.create(code=name, at=since)


def _applicant(desk: Desk, since: datetime, name: str) -> object:
    day = since.date()
    matter = Matter.objects.create(
        organisation=desk.kpu,
        fingerprint=name,
        text="Daftar TPS",
        regime="uu14",
        state="decided",
        first_at=since,
    )
    return Request.objects.create(
        matter=matter,
        organisation=desk.kpu,
        year=day.year,
        serial=Request.objects.count() + 1,
        number=name,
        via="web",
        kind="person",
        applicant={"name": "Ana"},
        code=name,
        received_at=since,
        received_on=day,
        clock_on=day,
        rule="uu14-22-7",
        due_on=day,
        state="closed",
        outcome="granted",
        closed_at=since,
    )


def _proof(desk: Desk, since: datetime, name: str) -> object:
    agreement, _made = Agreement.objects.get_or_create(
        number="1/PKS/2024",
        defaults={
            "title": "Kerja sama",
            "commission": desk.kpu,
            "media": desk.pos,
            "opened_by": desk.officer,
            "opened_at": since,
        },
    )
    return Proof.objects.create(
        agreement=agreement,
        code="berita",
        key=name,
        how="form",
        title=name,
        shown_at=since,
        counted_at=since,
        archive=ContentFile(b"WARC/1.1", name=f"{name}.warc.gz"),
    )


def _tally(desk: Desk, since: datetime, name: str) -> object:
    """A file of the day that ended at the midnight before that moment."""
    path = tally().file_of(timezone.localtime(since).date() - timedelta(days=1))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("page-views /\n")
    return path


def _message(desk: Desk, since: datetime, name: str) -> object:
    version = desk.published("release")
    Message.objects.filter(version=version).delete()
    return Message.objects.create(
        person=desk.editor, version=version, event="offered", at=since, done_at=since
    )


def _session(desk: Desk, since: datetime, name: str) -> object:
    return Session.objects.create(session_key=name, session_data="x", expire_date=since)


def _leaver(desk: Desk, since: datetime, name: str) -> object:
    person = Person.objects.create_user(name, f"{name}@example.org", "sandi-panjang-9")
    Person.objects.filter(pk=person.pk).update(is_active=False, last_login=since)
    return person


def _digest_copy(desk: Desk, since: datetime, name: str) -> object:
    digest = Digest.objects.create(week=since.date(), opened_at=since)
    return DigestCopy.objects.create(
        digest=digest,
        person=desk.editor,
        key=name[:36],
        state="sent",
        created_at=since,
        due_at=since,
    )


LEAVE: dict[str, Leave] = {
    "claims.allowances": _allowance,
    "claims.parts": _part,
    "claims.tips": _tip,
    "claims.replies": _reply,
    "claims.askers": _asker,
    "claims.dropped-evidence": _dropped_evidence,
    "channels.notes": _note,
    "channels.spendings": _spending,
    "channels.newsletter-wishes": _wish,
    "channels.silent-addresses": _silent,
    "channels.newsletter-copies": _copy,
    "channels.hub-wishes": _hub_wish,
    "channels.hub-ended": _hub_ended,
    "live.viewers": _viewer,
    "live.uploads": _upload,
    "live.watched": _watched,
    "openness.mail-marks": _mail_mark,
    "openness.applicants": _applicant,
    "partnership.copies": _proof,
    "accounts.digest-copies": _digest_copy,
    "reach.tallies": _tally,
    "desk.messages": _message,
    "house.sessions": _session,
    "house.leavers": _leaver,
}
"""How to leave a piece of the kind that each rule is about."""


def _kept(key: str) -> timedelta:
    return kept_for(schedule().rule(key))


def leave(desk: Desk, key: str, *, at: datetime) -> tuple[object, object]:
    """Leave one piece whose time was over two days before ``at``, and one that still has two."""
    kept, days = _kept(key), timedelta(days=2)
    name = key.replace(".", "-")
    old = LEAVE[key](desk, at - kept - days, f"{name}-old")
    fresh = LEAVE[key](desk, at - kept + days, f"{name}-fresh")
    return old, fresh
