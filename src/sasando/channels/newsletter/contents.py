"""What an issue says: what came out in a time, corrections on top, what was withdrawn by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Protocol

from django.db.models import Max, Q
from django.utils.timezone import get_default_timezone

from sasando.channels.actions.queueing import Answers
from sasando.channels.models import Issue, Newsletter, Position, Rhythm
from sasando.desk.addresses import SECTIONS, absolute
from sasando.desk.models import Acceptance, State, Version
from sasando.documents import Document, Kind
from sasando.documents.vocabulary import PartyKind
from sasando.rendering import dates
from sasando.rendering.newsletter import Letter, Story
from sasando.rendering.phrases import phrase

ZONE = get_default_timezone()
PERIODS = {Rhythm.DAILY.value: timedelta(days=1), Rhythm.WEEKLY.value: timedelta(days=7)}
_KEPT = 32  # windows: readers of one issue share theirs


class Wanted(Protocol):
    """What somebody chose, as far as it decides what is in an issue. Empty: everything."""

    @property
    def language(self) -> str: ...
    @property
    def kinds(self) -> Sequence[str]: ...
    @property
    def audiences(self) -> Sequence[str]: ...
    @property
    def elections(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Everything:
    """The choice of somebody who chose nothing in particular."""

    language: str
    kinds: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    elections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """What a reader has not been told yet, of one language."""

    fresh: tuple[Version, ...] = ()  # new to the reader
    corrected: tuple[Version, ...] = ()  # the reader may have read it as it was
    withdrawn: tuple[Version, ...] = ()
    documents: dict[int, Document] = field(default_factory=dict)  # by a version's key

    @property
    def empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.fresh or self.corrected or self.withdrawn)

    def only(self, choice: Wanted) -> Window:
        """Return what of it concerns somebody with this choice."""

        def kept(versions: Iterable[Version]) -> tuple[Version, ...]:
            return tuple(v for v in versions if concerns(choice, self.documents[v.pk]))

        return Window(kept(self.fresh), kept(self.corrected), kept(self.withdrawn), self.documents)


def concerns(choice: Wanted, document: Document) -> bool:
    """Whether ``document`` is for somebody with this choice.

    What names no audience or election is for everybody; urgent notices and errata always are.
    """
    elections = {tag.code for tag in document.elections}
    audiences = {audience.value for audience in document.audiences}
    always = document.kind in (Kind.NOTICE, Kind.ERRATUM)
    return (
        (always or not choice.kinds or document.kind.value in choice.kinds)
        and _meets(choice.audiences, audiences)
        and _meets(choice.elections, elections)
    )


def _meets(chosen: Sequence[str], named: set[str]) -> bool:
    return not chosen or not named or bool(named & set(chosen))


def carries(newsletter: Newsletter, version: Version) -> bool:
    """Whether ``newsletter`` may bring ``version``: a media party accepts a release first.

    As ``Outlet.must_accept`` has it for outlets.
    """
    owner = newsletter.organisation
    asks = (
        version.kind in {Kind.RELEASE, Kind.NOTICE}
        and owner.kind in {PartyKind.NEWSROOM, PartyKind.NETWORK}
        and owner.pk != version.publisher_id
    )
    return not asks or Answers.to(version).of(newsletter) is True


def window(newsletter: Newsletter, *, language: str, since: datetime, until: datetime) -> Window:
    """Return what came out, was corrected or withdrawn after ``since`` and up to ``until``.

    As it stands now: what was withdrawn meanwhile is not spread.
    """
    last = Position.objects.aggregate(last=Max("number"), at=Max("at"))
    said = Acceptance.objects.filter(organisation=newsletter.organisation_id).aggregate(
        at=Max("at")
    )
    mark = (last["last"], last["at"], said["at"])
    return _window(newsletter, language, since, until, mark)


@lru_cache(maxsize=_KEPT)
def _window(
    newsletter: Newsletter, language: str, since: datetime, until: datetime, mark: object
) -> Window:
    """The window as the house stood at ``mark``, the last change of all: read once for them all."""
    came_out = Q(published_at__gt=since, published_at__lte=until)
    taken_back = Q(
        state=State.WITHDRAWN,
        standing_since__gt=since,
        standing_since__lte=until,
        published_at__lte=since,
    )
    public = Version.objects.public().in_language(language)
    items = public.filter(came_out | taken_back).values("item")
    fresh: list[Version] = []
    corrected: list[Version] = []
    withdrawn: list[Version] = []
    rows = public.filter(item__in=items).select_related("publisher").order_by("item", "number")
    for _, versions in groupby(rows, key=lambda version: version.item_id):
        history = list(versions)
        newest = history[-1]
        if not carries(newsletter, newest):
            continue
        known = (history[0].published_at or until) <= since
        if newest.state == State.WITHDRAWN:
            if known:
                withdrawn.append(newest)
        elif newest.state == State.CURRENT:
            also_corrects = known or newest.kind == Kind.ERRATUM
            (corrected if also_corrects else fresh).append(newest)
    documents = {v.pk: v.content for v in (*fresh, *corrected, *withdrawn)}
    return Window(_newest(fresh), _newest(corrected), _newest(withdrawn), documents)


def _newest(versions: list[Version]) -> tuple[Version, ...]:
    return tuple(sorted(versions, key=lambda v: (v.published_at, v.pk), reverse=True))


def digest_letter(
    newsletter: Newsletter, *, rhythm: str, choice: Wanted, since: datetime, until: datetime
) -> Letter:
    """Return the digest for somebody with this choice; it may be ``empty``."""
    language = choice.language
    found = window(newsletter, language=language, since=since, until=until).only(choice)
    order = [kind.value for kind in (Kind.NOTICE, *SECTIONS, *Kind)]  # urgent notices first
    fresh = sorted(found.fresh, key=lambda version: order.index(version.kind))
    sections = tuple(
        (phrase(f"kind.{kind}", language), tuple(_story(version, found) for version in versions))
        for kind, versions in groupby(fresh, key=lambda version: version.kind)
    )
    day = dates.long_date(dates.local_day(until, ZONE), language, with_weekday=True)
    first = dates.long_moment(since, language, ZONE)
    return Letter(
        language=language,
        newsletter=newsletter.name,
        publisher=newsletter.organisation.name,
        title=phrase(f"newsletter.title_{rhythm}", language, newsletter=newsletter.name, day=day),
        period=phrase("newsletter.period", language, since=first),
        corrections=tuple(_correction(version, found) for version in found.corrected),
        withdrawn=tuple(_withdrawal(version) for version in found.withdrawn),
        sections=sections,
    )


def alert_letter(issue: Issue, version: Version) -> Letter:
    """Return an urgent notice, its correction or its withdrawal, as readers get it at once."""
    language, document = version.language, version.content
    known = Window(documents={version.pk: document})
    withdrawn = issue.occasion == Issue.Occasion.WITHDRAWN
    corrected = issue.occasion == Issue.Occasion.CORRECTED
    story = () if withdrawn or corrected else (_story(version, known),)
    return Letter(
        language=language,
        newsletter=issue.newsletter.name,
        publisher=issue.newsletter.organisation.name,
        title=phrase(f"newsletter.alert_{issue.occasion}", language, headline=version.headline),
        corrections=(_correction(version, known),) if corrected else (),
        withdrawn=(_withdrawal(version),) if withdrawn else (),
        sections=((phrase("kind.notice", language), story),) if story else (),
        urgent=True,
    )


def letter_of(issue: Issue, choice: Wanted, *, since: datetime) -> Letter | None:
    """Return what ``issue`` says to somebody with this choice; ``None``: nothing (any more)."""
    if issue.version is not None:
        withdrawal = issue.occasion == Issue.Occasion.WITHDRAWN
        stands = issue.version.state == State.CURRENT
        return alert_letter(issue, issue.version) if stands or withdrawal else None
    letter = digest_letter(
        issue.newsletter, rhythm=issue.rhythm, choice=choice, since=since, until=issue.cut_at
    )
    return None if letter.empty else letter


def next_letter(newsletter: Newsletter, *, rhythm: str, language: str, at: datetime) -> Letter:
    """Return the digest as it would be now, for somebody who chose everything."""
    choice = Everything(language)
    since = at - PERIODS[rhythm]
    return digest_letter(newsletter, rhythm=rhythm, choice=choice, since=since, until=at)


def _label(version: Version) -> str:
    kind = phrase(f"kind.{version.kind}", version.language)
    return phrase("chat.kind_by", version.language, kind=kind, publisher=version.publisher.name)


def _story(version: Version, found: Window) -> Story:
    document = found.documents[version.pk]
    return Story(
        label=_label(version),
        headline=document.headline,
        text=document.key_message,
        href=version.href,
        code=version.code,
        short=absolute(f"/v/{version.code}"),
    )


def _correction(version: Version, found: Window) -> Story:
    document = found.documents[version.pk]
    change = document.correction.change if document.correction else version.change
    return Story(
        label=_label(version),
        headline=document.headline,
        text=change or document.key_message,
        href=version.href,
        code=version.code,
        short=absolute(f"/v/{version.code}"),
    )


def _withdrawal(version: Version) -> Story:
    """Name what was withdrawn and why; its text is not spread again."""
    note = version.standing_note
    sentence = phrase("standing.withdrawn_sentence", version.language)
    reason = phrase("standing.note", version.language, note=note) if note else ""
    return Story(
        label=_label(version),
        headline=version.headline,
        text=f"{sentence} {reason}".strip(),
        href=version.href,
    )
