"""Evidence: what a check stands on, and the copy that is taken of it before it changes."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sasando.claims.exceptions import WrongState
from sasando.claims.models import Claim, Evidence, WorkEntry
from sasando.parties.models import Person
from sasando.plugins import ChannelError, TryLater
from sasando.plugins.channel import Context
from sasando.plugins.fetching import Fetched, fetch_page

WARC = "application/warc"
_WORDS = 300


@transaction.atomic
def add_evidence(
    *,
    claim: Claim,
    title: str,
    by: Person,
    at: datetime,
    href: str = "",
    note: str = "",
    file: UploadedFile[bytes] | None = None,
) -> Evidence:
    """Put an address or a file on record. A copy of an address is taken by the worker, soon after.

    Raises ``WrongState`` when there is neither.
    """
    if not href and file is None:
        raise WrongState(_("Give an address or a file."))
    evidence = Evidence(claim=claim, title=title or href, href=href, note=note, by=by, at=at)
    if file is not None:
        body = file.read()
        evidence.sha256, evidence.taken_at = sha256(body).hexdigest(), at
        evidence.mime = file.content_type or "application/octet-stream"
        evidence.file.save(f"{evidence.sha256}.bin", ContentFile(body), save=False)
    evidence.save()
    WorkEntry.objects.create(
        claim=claim, kind=WorkEntry.Kind.EVIDENCE, text=evidence.title, by=by, at=at
    )
    return evidence


def take_copy(*, evidence: Evidence, context: Context, at: datetime) -> Evidence:
    """Fetch the page of ``evidence`` and keep it as a WARC file (ISO 28500) with hash and time.

    What the page's server said stands in ``words`` when there is no copy; a server that did not
    answer is asked again later.
    """
    try:
        page = fetch_page(evidence.href, context=context)
    except TryLater as error:
        Evidence.objects.filter(pk=evidence.pk).update(words=error.words[:_WORDS])
        return evidence
    except ChannelError as error:
        evidence.words, evidence.taken_at = error.words[:_WORDS], at
        evidence.save(update_fields=["words", "taken_at"])
        return evidence
    body = as_warc(page, at)
    evidence.sha256, evidence.mime, evidence.taken_at = sha256(body).hexdigest(), WARC, at
    evidence.words = _("The page is longer than the copy.") if page.cut else ""
    evidence.file.save(f"{evidence.sha256}.warc.gz", ContentFile(body), save=False)
    evidence.save()
    return evidence


def as_warc(page: Fetched, at: datetime) -> bytes:
    """Return ``page`` as one gzipped WARC record of what the server answered."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", page.mime)], protocol="HTTP/1.1")
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    record = writer.create_warc_record(
        page.url,
        "response",
        payload=BytesIO(page.body),
        length=len(page.body),
        http_headers=headers,
        warc_headers_dict={"WARC-Date": moment},
    )
    writer.write_record(record)
    return out.getvalue()
