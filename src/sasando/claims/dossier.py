"""What the desk knows of one claim, read for its page. No sender is in any of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from sasando.claims.answers import known_foreign, known_version
from sasando.claims.likeness import most_alike
from sasando.claims.models import Claim, ForeignCheck, Sighting, Tip, TipPicture
from sasando.desk.models import Version
from sasando.elections.models import Place
from sasando.rendering.charts import Point

SAMPLES = 12
_COMPARED = 500  # open claims, those seen last
_ALIKE = 0.25  # the share of common letters from which a person should have a look
_HOURLY = timedelta(hours=48)  # a claim younger than this is drawn by the hour
_BARS = 48


@dataclass(frozen=True, slots=True)
class Why:
    """One thing a message was compared with, and what spoke for it."""

    title: str
    how: str
    percent: int
    passage: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One wording, however often it came."""

    tip: Tip
    count: int
    own: bool  # came under this claim itself, not under one that was merged into it
    why: list[Why]
    pictures: list[TipPicture]

    @property
    def reason(self) -> str:
        """The engine's own sentence."""
        return str(self.tip.decision.get("reason", ""))


def samples_of(claim: Claim) -> list[Sample]:
    """Return the wordings of ``claim``, the most frequent first; three queries."""
    groups = list(
        Tip.objects.filter(claim__in=claim.family())
        .order_by()
        .values("fingerprint")
        .annotate(n=Count("pk"), newest=Max("pk"), own=Max("pk", filter=Q(claim=claim)))
        .order_by("-n", "-newest")[:SAMPLES]
    )
    keys = [group["own"] or group["newest"] for group in groups]
    tips = Tip.objects.select_related("inbox").prefetch_related("pictures").in_bulk(keys)
    found = []
    for key, group in zip(keys, groups, strict=True):
        tip = tips[key]
        pictures = list(tip.pictures.all())
        shown = [p for p in pictures if p.file and p.state == TipPicture.State.READ]
        own = tip.claim_id == claim.pk
        why = _why(tip, pictures)
        found.append(Sample(tip=tip, count=group["n"], own=own, why=why, pictures=shown))
    return found


def _why(tip: Tip, pictures: Sequence[TipPicture]) -> list[Why]:
    pictured = [picture.text for picture in pictures]
    whole = "\n\n".join(part for part in (tip.text, *pictured, tip.read_text) if part.strip())
    hows = {
        "alias": _("the same message came before"),
        "words": _("by its words"),
        "meaning": _("by its meaning"),
        "picture": _("by its picture"),
        "link": _("by its link"),
    }
    found = []
    for match in tip.decision.get("matches", []):
        passage = match.get("passage")
        found.append(
            Why(
                title=match["title"],
                how=hows.get(match["how"], match["how"]),
                percent=round(100 * match["probability"]),
                passage=whole[passage[0] : passage[1]][:300] if passage else "",
            )
        )
    return found


def curve_of(claim: Claim, *, at: datetime) -> list[Point]:
    """Return how often ``claim`` was seen: by the hour while it is young, by the day later on."""
    rows = (
        Sighting.objects.filter(claim__in=claim.family())
        .order_by()
        .values_list("hour")
        .annotate(n=Sum("count"))
    )
    young = at - claim.first_seen <= _HOURLY
    seen: Counter[datetime] = Counter()
    for hour, count in rows:
        local = timezone.localtime(hour)
        seen[local if young else local.replace(hour=0)] += count
    if not seen:
        return []
    step = timedelta(hours=1) if young else timedelta(days=1)
    first, last = min(seen), max(seen)
    first = max(first, last - step * (_BARS - 1))
    moments = [first + step * i for i in range(int((last - first) / step) + 1)]
    style = "j M H.i" if young else "j M Y"
    return [Point(formats.date_format(moment, style), seen[moment]) for moment in moments]


def places_of(claim: Claim) -> list[tuple[str, int]]:
    """Return where ``claim`` was seen and how often, the most frequent first."""
    rows = list(
        Sighting.objects.filter(claim__in=claim.family())
        .order_by()
        .values_list("place")
        .annotate(n=Sum("count"))
        .order_by("-n")[:20]
    )
    names = dict(Place.objects.filter(code__in=[r[0] for r in rows]).values_list("code", "name"))
    return [(names.get(code, code) or _("not known where"), count) for code, count in rows]


def likely_same(claim: Claim) -> list[tuple[Claim, int]]:
    """Return claims that read like ``claim``, each with how alike it is in percent."""
    others = Claim.objects.exclude(state=Claim.State.MERGED).exclude(pk=claim.pk)
    rows = others.order_by("-last_seen").values_list("pk", "wording")[:_COMPARED]
    found = most_alike(claim.wording, rows, least=_ALIKE, limit=5)
    claims = Claim.objects.in_bulk([key for key, _alike in found])
    return [(claims[key], round(100 * alike)) for key, alike in found]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something published that may answer a claim."""

    known_id: str
    title: str
    who: str
    href: str


def candidates_for(claim: Claim, query: str) -> list[Candidate]:
    """Return what is published with all words of ``query``; without one, what was matched before.

    The house's own comes first, then fact-checks by others.
    """
    words = query.split()[:8]
    versions = Version.objects.current().select_related("item", "publisher").newest_first()
    foreign = ForeignCheck.objects.filter(active=True)
    if words:
        for word in words:
            versions = versions.filter(Q(headline__icontains=word) | Q(canonical__icontains=word))
            foreign = foreign.filter(Q(title__icontains=word) | Q(claim__icontains=word))
    else:
        ids = _matched_before(claim)
        uuids = [i.removeprefix("version:") for i in ids if i.startswith("version:")]
        versions = versions.filter(item__uuid__in=uuids)
        keys = [i.removeprefix("foreign:") for i in ids if i.startswith("foreign:")]
        foreign = foreign.filter(pk__in=[key for key in keys if key.isdigit()])
    ours = [
        Candidate(known_version(v.item.uuid), v.headline, str(v.publisher), v.href)
        for v in versions[:6]
    ]
    return ours + [
        Candidate(known_foreign(check), check.title, check.publisher, check.href)
        for check in foreign[:6]
    ]


def _matched_before(claim: Claim) -> list[str]:
    decisions = Tip.objects.filter(claim__in=claim.family()).values_list("decision", flat=True)
    found: Counter[str] = Counter()
    for decision in decisions.order_by("-pk")[:100]:
        found.update(match["id"] for match in decision.get("matches", []))
    return [known_id for known_id, _count in found.most_common(6)]


def same_wording(claim: Claim, chosen: Sequence[Tip]) -> list[Tip]:
    """Return all messages of ``claim`` that say what one of ``chosen`` says."""
    prints = [tip.fingerprint for tip in chosen if tip.fingerprint]
    keys = [tip.pk for tip in chosen]
    return list(claim.tips.filter(Q(fingerprint__in=prints) | Q(pk__in=keys)))


def sparks(claims: Sequence[Claim], *, at: datetime, hours: int = 48) -> dict[int, list[int]]:
    """Return the sightings of the last ``hours`` of each claim, hour by hour; one query."""
    now = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    first = now - timedelta(hours=hours - 1)
    found = {claim.pk: [0] * hours for claim in claims}
    rows = Sighting.objects.filter(claim__in=found, hour__gte=first, hour__lte=now)
    for key, hour, count in rows.order_by().values_list("claim", "hour").annotate(n=Sum("count")):
        found[key][int((hour - first).total_seconds() // 3600)] += count
    return found


def next_step(claim: Claim, person: Any, *, evidence: int, verdict: bool) -> str:
    """Return the one thing to do next, in a sentence; empty when there is none."""
    if claim.state == Claim.State.OPEN:
        return _("Nobody has taken this claim yet. Take it, or give it to somebody.")
    if claim.state != Claim.State.CHECKING:
        return ""
    if claim.assignee_id != getattr(person, "pk", None):
        return _("%(name)s checks this claim.") % {"name": claim.assignee}
    if verdict:
        return _("Finish the verdict and submit it for approval.")
    if not evidence:
        return _("You check this claim. Add what you find as evidence.")
    return _("There is evidence. Write the verdict when you are sure.")


def page_of(claim: Claim) -> str:
    """Return the address of the claim's page in the desk."""
    return reverse("sasando_claim", args=[claim.pk])
