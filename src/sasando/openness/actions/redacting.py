"""A PDF is redacted for a matter: made anew without what is withheld, checked, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from sasando.documents.digest import sha256_hex
from sasando.openness.actions.writing import must_handle, write
from sasando.openness.exceptions import WrongState
from sasando.openness.models import Entry, Matter, Redaction
from sasando.openness.redaction import MAX_PAGES, Area, RedactionError, redact
from sasando.parties.models import Person


def redact_file(  # noqa: PLR0913 - one row and its file
    *,
    matter: Matter,
    name: str,
    pdf: bytes,
    terms: Sequence[str],
    areas: Sequence[Area],
    reason: str,
    by: Person,
    at: datetime,
) -> Redaction:
    """Redact ``pdf`` and keep what came out; of the original only its digest is kept.

    Raises ``NotAllowed``, and ``WrongState`` without a reason, with nothing to take out, or for a file
    that cannot be redacted.
    """
    must_handle(by, matter)
    if not reason.strip():
        raise WrongState(_("Say by which article it is withheld."))
    if not any(term.strip() for term in terms) and not areas:
        raise WrongState(_("Say what is to be taken out: words, or places on a page."))
    try:
        found = redact(pdf, terms=terms, areas=areas)
    except RedactionError as error:
        raise WrongState(_words(error)) from error
    return _keep(
        Redaction(
            matter=matter,
            name=get_valid_filename(f"{PurePath(name).stem[:120]}-dihitamkan.pdf"),
            original_sha256=sha256_hex(pdf),
            sha256=sha256_hex(found.content),
            size=len(found.content),
            pages=found.pages,
            terms=[[term, count] for term, count in found.counts.items()],
            areas=len(areas),
            missed=sum(count == 0 for count in found.counts.values()),
            to_look_at=list(found.to_look_at),
            reason=reason.strip()[:300],
            by=by,
            at=at,
        ),
        found.content,
    )


@transaction.atomic
def _keep(row: Redaction, content: bytes) -> Redaction:
    row.file.save(row.name, ContentFile(content), save=True)
    text = _("%(name)s, %(pages)s pages") % {"name": row.name, "pages": row.pages}
    write(Entry.Kind.REDACTED, matter=row.matter, text=text, by=row.by, at=row.at)
    return row


def _words(error: RedactionError) -> str:
    return {
        "unreadable": _("This is no PDF that opens without a password. Nothing was kept of it."),
        "too_long": _("At most %(n)s pages are redacted at once: divide the file.")
        % {"n": MAX_PAGES},
        "leaks": _("Something of it would still be inside. The file was not kept."),
    }[error.key]
