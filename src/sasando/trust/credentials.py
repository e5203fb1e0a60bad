"""Content credentials (C2PA): a share card says by itself which version it shows, and who made it.

The pixels of a card are the same each time it is rendered. The credential is not: C2PA gives each
claim an identifier of its own, so it is added when a card is handed over, not when it is rendered.
No timestamp authority is asked (the desk works offline); a credential holds as long as the signer's
certificate does.
"""

import io
import json
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from typing import Any

import c2pa

from sasando.documents import Document
from sasando.trust.certificates import Issuer
from sasando.trust.exceptions import CredentialsFailed
from sasando.trust.files import type_of

ASSERTION = "sasando.document"
_ASSERTION_FORMAT = "sasando-document-reference/1"
_EXPIRED = "signingCredential.expired"
# Made by people with tools that generate nothing: IPTC digital source type.
_DIGITAL_CREATION = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"


class CredentialsState(StrEnum):
    """What the library's reader found."""

    TRUSTED = "trusted"  # unaltered, and signed under one of the anchors given
    VALID = "valid"  # unaltered, but anyone may have signed it
    EXPIRED = "expired"  # unaltered, but the certificate has run out: it proves nothing any more
    INVALID = "invalid"  # altered since, or broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a picture says of itself. Only when ``state`` is trusted is it the organisation's word."""

    state: CredentialsState
    signer: str = ""  # the organisation in the certificate
    digest: str = ""  # the Document's; this and all below empty where it names no Document
    code: str = ""
    href: str = ""
    item: str = ""
    version: int | None = None

    def proves(self, digest: str) -> bool:
        """Whether the picture is, by the word of an authority given as anchor, of that Document."""
        return self.state is CredentialsState.TRUSTED and self.digest == digest


def embed(png: bytes, *, document: Document, issuer: Issuer, site_url: str) -> bytes:
    """Return ``png`` with a credential that names ``document``; the pixels stay what they are.

    Raises ``CredentialsFailed`` with the library's words (not a PNG, certificate expired).
    """
    out = io.BytesIO()
    try:
        with (
            c2pa.Context.from_dict(_settings()) as context,
            c2pa.Builder(json.dumps(_manifest(document, site_url)), context) as builder,
            c2pa.Signer.from_info(
                c2pa.C2paSignerInfo("ed25519", issuer.chain.encode(), issuer.key.encode(), None)
            ) as signer,
        ):
            builder.sign(signer, "image/png", io.BytesIO(png), out)
    except c2pa.C2paError as error:
        raise CredentialsFailed(str(error)) from error
    return out.getvalue()


def _manifest(document: Document, site_url: str) -> dict[str, Any]:
    published: dict[str, Any] = {"action": "c2pa.published"}
    if document.imprint is not None:
        published["when"] = document.imprint.published_at.isoformat()
    return {
        "title": document.headline,
        "claim_generator_info": [{"name": "Sasando", "version": version("sasando")}],
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {
                    "actions": [
                        {"action": "c2pa.created", "digitalSourceType": _DIGITAL_CREATION},
                        published,
                    ]
                },
            },
            {
                "label": ASSERTION,
                "data": {
                    "format": _ASSERTION_FORMAT,
                    "item": str(document.item),
                    "version": document.version,
                    "digest": document.digest,
                    "code": document.code,
                    "address": f"{site_url}/v/{document.code}",
                    "href": document.href,
                    "publisher": document.publisher.name,
                },
            },
        ],
    }


def _settings(anchors: str = "") -> dict[str, Any]:
    # A picture may name an address to fetch its manifest from: a stranger's picture must not
    # make this machine call anyone.
    settings: dict[str, Any] = {
        "builder": {"thumbnail": {"enabled": False}},
        "verify": {
            "remote_manifest_fetch": False,
            "ocsp_fetch": False,
            "verify_trust": bool(anchors),
        },
    }
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
    return settings


def read_credentials(image: bytes, *, anchors: str = "") -> Credentials | None:
    """Return the credential a PNG, JPEG or WebP carries, or ``None`` when it carries none.

    ``anchors`` are the PEM certificates of the authorities that are believed (``Issuer.authority``,
    several one after the other); without them the best state is "valid". Nothing is fetched.
    Raises ``FileRefused`` for other files.
    """
    kind = type_of(image)
    try:
        with (
            c2pa.Context.from_dict(_settings(anchors)) as context,
            c2pa.Reader(kind.value, io.BytesIO(image), context=context) as reader,
        ):
            manifest = reader.get_active_manifest() or {}
            state = _state(reader)
    except c2pa.C2paError.ManifestNotFound:
        return None
    except c2pa.C2paError:
        return Credentials(state=CredentialsState.INVALID)
    return Credentials(
        state=CredentialsState(state)
        if state in set(CredentialsState)
        else CredentialsState.INVALID,
        signer=_text((manifest.get("signature_info") or {}).get("issuer")),
        **_reference(manifest),
    )


def _state(reader: c2pa.Reader) -> CredentialsState:
    state = str(reader.get_validation_state()).lower()
    if state in (CredentialsState.TRUSTED, CredentialsState.VALID):
        return CredentialsState(state)
    active = (reader.get_validation_results() or {}).get("activeManifest") or {}
    failures = {failure.get("code") for failure in active.get("failure", ())}
    # The library finds no trust either in a certificate that has run out.
    if _EXPIRED in failures and failures <= {_EXPIRED, "signingCredential.untrusted"}:
        return CredentialsState.EXPIRED
    return CredentialsState.INVALID


def _reference(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return the Document a manifest names. Anyone can have written it: wrong types are left out."""
    for assertion in manifest.get("assertions", ()):
        data = assertion.get("data")
        if assertion.get("label") == ASSERTION and isinstance(data, dict):
            number = data.get("version")
            texts = {name: _text(data.get(name)) for name in ("digest", "code", "href", "item")}
            return {**texts, "version": number if type(number) is int else None}
    return {}


def _text(value: object) -> str:
    return value[:2000] if isinstance(value, str) else ""
