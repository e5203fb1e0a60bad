"""Where the partnership room shows in the desk, and its lines in the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from sasando.partnership.menu import HOOK, MENU, ForPartners
from sasando.partnership.panels import PartnershipPanel
from sasando.partnership.permissions import reads_agreements
from sasando.partnership.promises import Side
from sasando.partnership.views import agreements, drafts, handovers, proofs


@hooks.register("register_admin_menu_item")
def register_partnership_menu() -> SubmenuMenuItem:
    """The menu "Partnership": agreements first."""
    return SubmenuMenuItem(
        _("Partnership"), MENU, name="partnership", icon_name="clipboard-list", order=270
    )


@hooks.register(HOOK)
def register_agreements_menu_item() -> ForPartners:
    return ForPartners(
        _("Agreements"),
        reverse_lazy("sasando_partnership"),
        name="agreements",
        icon_name="clipboard-list",
        order=1,
    )


@hooks.register("register_admin_urls")
def register_partnership_urls() -> list[Any]:
    """Give each screen its address."""
    one = "kerja-sama/<int:pk>"
    row = f"{one}/rancangan/<slug:name>"
    return [
        path("kerja-sama/", agreements.agreements, name="sasando_partnership"),
        path("kerja-sama/baru/", agreements.open_agreement, name="sasando_partnership_open"),
        path(f"{one}/", agreements.agreement, name="sasando_partnership_agreement"),
        path(f"{one}/rancangan/", drafts.terms, name="sasando_partnership_terms"),
        path(f"{one}/impor/", drafts.import_csv, name="sasando_partnership_import"),
        path(f"{row}/", drafts.row, name="sasando_partnership_row_new"),
        path(f"{row}/<int:row>/", drafts.row, name="sasando_partnership_row"),
        path(f"{row}/<int:row>/buang/", drafts.remove, name="sasando_partnership_row_remove"),
        path(f"{one}/aksi/<slug:verb>/", drafts.verb, name="sasando_partnership_verb"),
        path(
            f"{one}/barang/<slug:code>/",
            proofs.deliverable,
            name="sasando_partnership_deliverable",
        ),
        path(f"{one}/lampiran/<int:paper>/", proofs.paper, name="sasando_partnership_paper"),
        path(f"{one}/versi/<int:terms>/", agreements.version, name="sasando_partnership_version"),
        path(
            f"{one}/bukti/<int:proof>/tarik/",
            proofs.take_back,
            name="sasando_partnership_take_back",
        ),
        path(f"{one}/bukti/<int:proof>/pindah/", proofs.move, name="sasando_partnership_move"),
        path(
            f"{one}/bukti/<int:proof>/<slug:which>/",
            proofs.proof_file,
            name="sasando_partnership_file",
        ),
        *_handover_urls(f"{one}/bast"),
    ]


def _handover_urls(bast: str) -> list[Any]:
    one = f"{bast}/<int:handover>"
    return [
        path(f"{bast}/", handovers.make, name="sasando_partnership_handover_make"),
        path(f"{one}/", handovers.handover, name="sasando_partnership_handover"),
        path(f"{one}/tanda-tangan/", handovers.sign, name="sasando_partnership_handover_sign"),
        path(f"{one}/kembalikan/", handovers.send_back, name="sasando_partnership_handover_back"),
        path(f"{one}/<slug:name>/", handovers.file, name="sasando_partnership_handover_file"),
    ]


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """What waits for a signature, what will be missing."""
    if reads_agreements(request.user):
        panels.append(PartnershipPanel())


class _Line(LogFormatter):
    """A line of the audit log that says what happened to which."""

    template = ""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """Return the sentence of one entry."""
        data = dict(log_entry.data)
        if data.get("side") in Side.values:
            data["side"] = Side(data["side"]).label
        return str(self.template) % data


_LINES = {
    "sasando.terms_proposed": (
        _("Agreement: terms proposed"),
        _("Terms version %(version)s proposed for signature"),
    ),
    "sasando.terms_signed": (
        _("Agreement: signed"),
        _("Terms version %(version)s signed (%(side)s)"),
    ),
    "sasando.terms_in_force": (
        _("Agreement: in force"),
        _("Terms version %(version)s in force"),
    ),
    "sasando.terms_sent_back": (
        _("Agreement: sent back"),
        _("Terms version %(version)s sent back: %(reason)s"),
    ),
    "sasando.report_made": (_("Handover report: made"), _("Handover report %(digest)s made")),
    "sasando.report_signed": (
        _("Handover report: signed"),
        _("Handover report %(digest)s signed (%(side)s)"),
    ),
    "sasando.report_sent_back": (
        _("Handover report: sent back"),
        _("Handover report %(digest)s sent back: %(reason)s"),
    ),
    "sasando.proof_brought": (
        _("Proof: brought"),
        _("Proof “%(title)s” brought for %(code)s"),
    ),
    "sasando.proof_refused": (
        _("Proof: refused"),
        _("Proof “%(title)s” for %(code)s refused: %(reason)s"),
    ),
    "sasando.proof_taken_back": (
        _("Proof: taken back"),
        _("Proof “%(title)s” of %(code)s taken back: %(reason)s"),
    ),
    "sasando.proof_moved": (
        _("Proof: moved"),
        _("Proof “%(title)s” moved from %(before)s to %(after)s"),
    ),
}


@hooks.register("register_log_actions")
def register_log_lines(actions: LogActionRegistry) -> None:
    """Name what the audit log says of agreements."""
    for action, (label, template) in _LINES.items():
        actions.register_action(action)(
            type("Line", (_Line,), {"label": label, "template": template})
        )
