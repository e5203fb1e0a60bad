"""Who runs the house, who approves what, how it corrects itself, and how to check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sasando.accounts.addresses import transparency_path
from sasando.desk.addresses import SECTIONS
from sasando.desk.models import LogLeaf
from sasando.desk.policy import POLICY, Row
from sasando.documents.vocabulary import Kind
from sasando.parties.models import Organisation, PublicSigningKey
from sasando.rendering.phrases import phrase
from sasando.retention.declared import schedule
from sasando.retention.models import Period
from sasando.retention.rules import NOBODY, Rule, Stays
from sasando.retention.standing import kept_for, span
from sasando.site.addresses import page_path
from sasando.site.models import Entry
from sasando.site.responses import in_language, page
from sasando.site.setting import both_languages, render, setting_for
from sasando.site.views.partnership import partnership_path

_LAST = 10


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One kind's row as readers see it."""

    kind: str
    label: str
    written_by: str
    approved_by: tuple[str, ...]
    carried: bool


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One rule of retention as readers see it."""

    kind: str
    personal: str
    time: str
    then: str
    why: str
    basis: str


@in_language
def about(request: HttpRequest, language: str) -> HttpResponse:
    """The transparency page."""
    rows = [_row(POLICY[kind], language) for kind in SECTIONS if kind in POLICY]
    keys = PublicSigningKey.objects.select_related("organisation").order_by(
        "organisation__name", "-created_at"
    )
    setting = setting_for(language, page_path("about", language), languages=both_languages("about"))
    html = render(
        "about.html",
        setting,
        organisations=list(Organisation.objects.order_by("name")),
        policy=rows,
        erratum=phrase("site.policy_erratum", language),
        keys=list(keys),
        log_size=LogLeaf.objects.count(),
        latest=list(Entry.objects.in_language(language).order_by("-changed_at")[:_LAST]),
        corrected=Entry.objects.filter(language=language, corrected=True).count(),
        published=Entry.objects.filter(language=language).count(),
        contact=settings.DEFAULT_FROM_EMAIL,
        partnership=partnership_path(language),
        transparency=transparency_path(language),
        kept=_kept(),
        for_ever=[(str(one.personal), str(one.why)) for one in schedule().stays if _tells(one)],
    )
    return page(html, language=language)


def _kept() -> list[KeptRow]:
    """What is kept of people for a time, by the rules that the house itself goes by."""
    periods = Period.objects.current()
    return [
        KeptRow(
            kind=str(rule.kind),
            personal=str(rule.personal),
            time=_time(kept_for(rule, periods), str(rule.counted_from)),
            then=str(rule.effect.label),
            why=str(rule.why),
            basis=str(rule.basis),
        )
        for rule in schedule().rules
        if _tells(rule)
    ]


def _time(kept: timedelta, counted_from: str) -> str:
    if not kept:
        return _("until %(end)s") % {"end": counted_from}
    return _("%(span)s from %(beginning)s") % {"span": span(kept), "beginning": counted_from}


def _tells(one: Rule | Stays) -> bool:
    """Whether anybody's personal data stands in it."""
    return one.personal is not NOBODY


def _row(row: Row, language: str) -> PolicyRow:
    writers = " / ".join(phrase(f"site.party_{kind.value}", language) for kind in row.written_by)
    approved = []
    for requirement in row.requirements:
        label = requirement.label[language]
        if requirement.within is not None:
            hours = int(requirement.within.total_seconds() // 3600)
            label = phrase("site.policy_within", language, label=label, hours=hours)
        approved.append(label)
    return PolicyRow(
        kind=Kind(row.kind).value,
        label=row.label[language],
        written_by=writers,
        approved_by=tuple(approved),
        carried=bool(row.accepted_by),
    )
