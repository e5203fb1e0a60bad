"""Who runs the house, who approves what, how it corrects itself, and how to check it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sasando.accounts.addresses import transparency_path
from sasando.desk.addresses import SECTIONS
from sasando.desk.models import LogLeaf
from sasando.desk.policy import POLICY, Row
from sasando.documents.vocabulary import Kind
from sasando.parties.models import Organisation, PublicSigningKey
from sasando.rendering.phrases import phrase
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
    )
    return page(html, language=language)


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
