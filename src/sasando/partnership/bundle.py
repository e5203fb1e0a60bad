"""The signed report as one archive: PDF with its annexes inside, the annexes, the signatures.

The PDF carries the spreadsheet and the JSON as attached files (PDF/A-3). ``tanda-tangan.json`` has the
statements that were signed, the public keys, and a list of all files with their SHA-256 that both
organisations' keys sign: whoever has the archive can prove every byte of it without this site.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings

from sasando.documents.canonical import canonical_json
from sasando.documents.digest import sha256_hex
from sasando.parties.actions import signing_key_of
from sasando.parties.models import PublicSigningKey
from sasando.partnership.models import Handover, Signature
from sasando.partnership.promises import Side
from sasando.partnership.sheets import report_xlsx
from sasando.rendering.print.handover import handover_pdf
from sasando.trust.signing import timestamp

FORMAT = "sasando-handover-bundle/1"
MANIFEST_FORMAT = "sasando-handover-files/1"
SIGNATURES = "tanda-tangan.json"
_PDFS = {"id": "berita-acara.pdf", "en": "handover-report.pdf"}
_EPOCH = (1980, 1, 1, 0, 0, 0)


def bundle_of(handover: Handover, *, at: datetime) -> bytes:
    """Return the archive of a report that both sides signed. Raises ``SigningKeyUnusable``."""
    signatures = list(handover.signatures.select_related("organisation"))
    files = report_files(handover, signatures)
    agreement = handover.terms.agreement
    manifest = canonical_json(
        {
            "format": MANIFEST_FORMAT,
            "report": handover.digest,
            "at": timestamp(at),
            "files": {name: sha256_hex(content) for name, content in sorted(files.items())},
        }
    )
    keys = {side.value: signing_key_of(agreement.organisation(side)) for side in Side}
    under = [*signatures, *handover.terms.signatures.select_related("organisation")]
    said = {
        "format": FORMAT,
        "report_signatures": [signature.as_json() for signature in signatures],
        "agreement_signatures": handover.content["agreement_signatures"],
        "files": manifest.decode(),
        "files_signatures": [
            {"side": side, "key_id": key.key_id, "signature": key.sign(manifest)}
            for side, key in keys.items()
        ],
        "keys": _keys([*(s.key_id for s in under), *(key.key_id for key in keys.values())]),
    }
    files[SIGNATURES] = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True).encode()
    return _zipped(files)


def report_files(handover: Handover, signatures: list[Any]) -> dict[str, bytes]:
    """Return what can be read of a report, by file name: PDF in both languages, XLSX, JSON."""
    report = handover.content
    annexes = {
        "lampiran.json": ("application/json", handover.canonical.encode()),
        "lampiran.xlsx": (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            report_xlsx(report, language="id"),
        ),
    }
    files = {name: content for name, (_mime, content) in annexes.items()}
    for language, name in _PDFS.items():
        files[name] = handover_pdf(
            report,
            digest=handover.digest,
            signatures=[_shown(signature) for signature in signatures],
            language=language,
            site_url=settings.SITE_URL,
            annexes=annexes,
        )
    return files


def _shown(signature: Signature) -> dict[str, Any]:
    return {**signature.as_json(), "party_name": signature.party_name}


def _keys(key_ids: list[str]) -> list[Mapping[str, str]]:
    rows = PublicSigningKey.objects.filter(key_id__in=key_ids).select_related("organisation")
    return [
        row.key.jwk() | {"organisation": row.organisation.code}
        for row in rows.order_by("organisation", "key_id")
    ]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
