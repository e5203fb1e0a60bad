"""What the gender lens says beside the editor: of the text as it is being written, and answers to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView

from sasando.desk import actions
from sasando.desk.actions.lens import key_of
from sasando.desk.exceptions import DeskError
from sasando.desk.lens import (
    Finding,
    balance_of,
    concerns,
    covered,
    headline_test,
    marks,
    read,
    readability,
)
from sasando.desk.lens.balance import GUIDELINES
from sasando.desk.lens_rules import rules_in_use
from sasando.desk.lens_texts import (
    explained_in,
    field_of,
    glossary_of,
    passages_of_item,
    people_of_item,
)
from sasando.desk.models import Item, Learnt, LensDismissal, LensRule, learnt
from sasando.parties.languages import screen_language
from sasando.parties.models import Person


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as the panel shows it."""

    finding: Finding
    field: str  # where it stands in the editor
    label: str
    learnt: Learnt


class LensOnEdit(PreviewOnEditView):
    """Reads the form as it stands; nothing of it is saved."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the panel's content for the posted form."""
        item = self.object
        if not isinstance(item, Item):
            raise Http404
        form = self.get_form(request.POST)
        if not self.validate_form(form):
            return render(request, "sasando_desk/lens_unread.html", status=422)
        form.save(commit=False)
        return render(request, "sasando_desk/lens_findings.html", _context(item))


class LensOnCreate(PreviewOnCreateView, LensOnEdit):
    """The same for a text that was never saved; its findings cannot be dismissed yet."""


def _context(item: Item) -> dict[str, Any]:
    language = item.locale.language_code
    speaks = screen_language()
    passages = passages_of_item(item)
    findings = read(passages, language=language, speaks=speaks, rules=rules_in_use())
    known = learnt()
    dismissed = _dismissed(item)
    shown = [
        Shown(
            finding=f,
            field=field_of(item, f.passage),
            label=str(LensRule.Categories(f.category).label),
            learnt=known.get(f.rule, Learnt()),
        )
        for f in findings
        if (f.rule, key_of(f.words)) not in dismissed
    ]
    if item.pk:
        seen = [finding.rule for finding in findings]
        actions.note_seen(item=item, rules=seen, at=timezone.now())
    there = {concern.key for concern in covered(passages, language=language)}
    return {
        "item": item,
        "speaks": speaks,
        "headline": headline_test(item.title, findings, language=language),
        "findings": [one for one in shown if not one.learnt.is_mostly_dismissed],
        "folded": [one for one in shown if one.learnt.is_mostly_dismissed],
        "dismissed": list(dismissed.values()),
        "whys": LensDismissal.Why.choices,
        "balance": _rows(item),
        "sources": GUIDELINES,
        "concerns": [(c.label[speaks], c.key in there) for c in concerns()],
        "marks": marks(passages, glossary_of(item), language=language),
        "reading": readability(passages, language=language, explained=explained_in(item)),
    }


def _dismissed(item: Item) -> dict[tuple[str, str], LensDismissal]:
    if not item.pk:
        return {}
    rows = LensDismissal.objects.filter(item_id=item.pk, undone_at=None).select_related("by")
    return {(row.rule, row.words): row for row in rows}


def _rows(item: Item) -> list[tuple[str, Any, int | None]]:
    """The rows of who is quoted and shown: name, counts, share in per cent."""
    balance = balance_of(people_of_item(item))
    rows = [
        (_("Speakers quoted"), balance.speakers),
        (_("Experts quoted"), balance.experts),
        (_("People in pictures"), balance.pictured),
        (_("Speaking or working in pictures"), balance.active),
        (_("Guests"), balance.guests),
    ]
    return [
        (name, count, None if count.share is None else round(100 * count.share))
        for name, count in rows
        if count.total
    ]


@require_POST
def dismiss(request: HttpRequest, page_id: int) -> HttpResponse:
    """Let a finding stand, with the reason; the panel asks anew afterwards."""
    item = get_object_or_404(Item, pk=page_id).specific
    values = {name: request.POST.get(name, "") for name in ("rule", "words", "why", "note")}
    try:
        actions.dismiss_finding(item=item, **values, by=_person(request), at=timezone.now())
    except DeskError as error:
        return JsonResponse({"error": str(error)}, status=403)
    return JsonResponse({"done": True})


@require_POST
def restore(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a finding again that was let stand."""
    pk = request.POST.get("dismissal", "")
    rows = LensDismissal.objects.filter(item_id=page_id, pk=int(pk) if pk.isdecimal() else 0)
    dismissal = get_object_or_404(rows.select_related("item"))
    try:
        actions.restore_finding(dismissal=dismissal, by=_person(request), at=timezone.now())
    except DeskError as error:
        return JsonResponse({"error": str(error)}, status=403)
    return JsonResponse({"done": True})


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user
