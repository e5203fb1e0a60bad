"""What is known of a thing someone holds: looked up by its codes, compared by its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from sasando.desk.models import State, Version
from sasando.documents import Standing
from sasando.education.kit import attendance_sheet
from sasando.education.photographed import sessions_in
from sasando.parties.models import Organisation, PublicSigningKey
from sasando.rendering.announcing import announcement_text
from sasando.rendering.phrases import phrase
from sasando.rendering.series import whatsapp_series
from sasando.rendering.text import plain_text
from sasando.rendering.verdicts import family_message
from sasando.rendering.whatsapp import whatsapp_messages
from sasando.site.copies import FILES
from sasando.site.lesson_copies import LESSON_SHEETS
from sasando.trust.certificates import read_authority
from sasando.trust.comparison import Comparison, Match, compare
from sasando.trust.credentials import CredentialsState
from sasando.trust.evidence import Evidence, evidence_in_file, evidence_in_text
from sasando.trust.files import FileType, type_of
from sasando.trust.keys import PublicKey
from sasando.trust.pdf import text_of_pdf

# One address, or one code however it is typed.
_REST = re.compile(r"\b(https?://|www\.)?\S*/\S*|\b[0-9A-Za-z]{5}[\s-]?[0-9A-Za-z]{5}\b")
_LEAST_WORDS = 12  # below this a text without the whole is only "the code is known"


class Answer(StrEnum):
    """The answers of the verify page."""

    GENUINE = "genuine"
    CORRECTED = "corrected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ALTERED = "altered"
    KNOWN = "known"  # the code is ours, and there was nothing to compare
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer, with the version it is about and the passages that differ."""

    answer: Answer
    version: Version | None = None
    newest: Version | None = None
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings on one thing, for a command line or a program."""

    findings: tuple[Finding, ...]

    @property
    def genuine(self) -> bool:
        """Whether it is genuine and current: nothing less."""
        return all(finding.answer is Answer.GENUINE for finding in self.findings)

    @property
    def sentence(self) -> str:
        """What was found, a line a finding, in Indonesian."""
        return "\n".join(_line(finding) for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as plain data."""
        return {
            "genuine": self.genuine,
            "findings": [
                {
                    "answer": finding.answer.value,
                    "code": finding.version.code if finding.version else "",
                    "digest": finding.version.digest if finding.version else "",
                    "headline": finding.version.headline if finding.version else "",
                    "href": finding.version.href if finding.version else "",
                    "differences": [
                        {"published": passage.original, "given": passage.given}
                        for passage in (
                            finding.comparison.differences if finding.comparison else ()
                        )
                    ],
                }
                for finding in self.findings
            ],
        }


def _line(finding: Finding) -> str:
    about = phrase(f"site.answer_{finding.answer.value}", "id")
    sentence = phrase(f"site.answer_{finding.answer.value}_sentence", "id")
    if finding.version is None:
        return f"{about}. {sentence}"
    return f"{about}: {finding.version.headline} ({finding.version.href}). {sentence}"


def verify_text(text: str) -> Verdict:
    """Return what is known of a text, a link or a code. Raises ``Oversize``.

    A link or code with nothing else says nothing of its own that could be false: it stands as the
    version stands that it leads to.
    """
    evidence = evidence_in_text(text, site_url=settings.SITE_URL)
    if not _REST.sub("", text).strip():
        return Verdict(
            tuple(answer_for(version) for version in _versions(evidence))
            or (Finding(Answer.UNKNOWN),)
        )
    return Verdict(tuple(findings_in(evidence)))


def verify_file(content: bytes, *, name: str = "", content_type: str = "") -> Verdict:
    """Return what is known of a picture, a PDF or a text file. Raises ``FileRefused``."""
    kind = type_of(content, name=name, content_type=content_type)
    evidence = evidence_in_file(
        content,
        site_url=settings.SITE_URL,
        name=name,
        content_type=content_type,
        anchors=_anchors(),
    )
    return Verdict(tuple(findings_in(evidence, is_pdf=kind is FileType.PDF)))


def _anchors() -> str:
    """The authorities that this house's parties seal pictures with; nobody else's seal counts."""
    return "".join(read_authority(party.key_folder) for party in Organisation.objects.all())


def answer_for(version: Version) -> Finding:
    """Return how ``version`` itself stands."""
    newest = max(version.item.versions.all(), key=lambda v: v.number)
    answers = {
        State.CURRENT: Answer.GENUINE,
        State.CORRECTED: Answer.CORRECTED,
        State.EXPIRED: Answer.EXPIRED,
        State.WITHDRAWN: Answer.WITHDRAWN,
    }
    return Finding(answers[State(version.state)], version, newest)


def findings_in(evidence: Evidence, *, is_pdf: bool = False) -> list[Finding]:
    """Return one finding for each version the evidence names; one "unknown" where it names none.

    A code can be copied: where there is a text, it is compared word by word with what was
    published; where there is none (a picture), a code alone is said to be known, not genuine,
    unless the picture's own credentials are whole.
    """
    found = [_found(version, evidence, is_pdf=is_pdf) for version in _versions(evidence)]
    return found or [Finding(Answer.UNKNOWN)]


def version_by_code(code: str) -> Version | None:
    """Return the public version with this short code."""
    return Version.objects.public().with_imprint().filter(code=code).first()


def _versions(evidence: Evidence) -> list[Version]:
    public = Version.objects.public().with_imprint()
    found = list(public.filter(code__in=evidence.codes))
    if not found:
        slugs = [s for a in evidence.addresses if (s := urlsplit(a).path.strip("/").split("/"))]
        for parts in slugs[:5]:
            candidates = public.filter(slug=parts[-1]).order_by("-number")[:5]
            path = f"/{'/'.join(parts)}/"
            found += [v for v in candidates if v.path == path][:1]
    order = {code: place for place, code in enumerate(evidence.codes)}
    return sorted(found, key=lambda version: order.get(version.code, len(order)))


def _found(version: Version, evidence: Evidence, *, is_pdf: bool) -> Finding:
    stands = answer_for(version)
    if stands.answer is Answer.WITHDRAWN:
        return stands
    credentials = evidence.credentials
    if credentials is not None and credentials.state is CredentialsState.INVALID:
        return Finding(Answer.ALTERED, version, stands.newest)
    comparison = _compared(version, evidence, is_pdf=is_pdf)
    if comparison is None:
        sealed = credentials is not None and credentials.proves(version.digest)
        if sealed or stands.answer is not Answer.GENUINE:
            return stands
        return Finding(Answer.KNOWN, version, stands.newest)
    if comparison.match in (Match.ALTERED, Match.UNRELATED):
        return Finding(Answer.ALTERED, version, stands.newest, comparison)
    return stands


def _forms(version: Version, *, is_pdf: bool, addresses: Iterable[str] = ()) -> Iterator[str]:
    """The texts ``version`` was given out in, as it stands today and as it stood when current."""
    today = version.document
    then = today.with_imprint(
        version.imprint.model_copy(update={"standing": Standing.CURRENT, "standing_note": ""})
    )
    for document in (today, then) if today != then else (today,):
        yield plain_text(document)
        yield "\n".join(whatsapp_messages(document))
        for translation in document.translations or ():
            yield plain_text(document.read_in(translation.language))
        if document.verdict is not None:
            yield family_message(document)
        if document.lesson is not None:
            yield announcement_text(document)
            yield "\n".join(whatsapp_series(document))
        if is_pdf:
            sheets = LESSON_SHEETS if document.lesson else ()
            for name in ("poster.pdf", "kolom.pdf", *sheets):
                yield text_of_pdf(FILES[name].make(document))
            sessions = {code for address in addresses for code in sessions_in(address)}
            for session in sorted(sessions) if sheets else ():
                yield text_of_pdf(attendance_sheet(document, session))


def _compared(version: Version, evidence: Evidence, *, is_pdf: bool) -> Comparison | None:
    """The best comparison of ``text`` with the forms it was given out in; None for a mere link."""
    text = evidence.text
    if len(text.split()) < _LEAST_WORDS:
        return None
    forms = list(_forms(version, is_pdf=is_pdf, addresses=evidence.addresses))
    rank = [Match.IDENTICAL, Match.PART, Match.ALTERED, Match.UNRELATED]
    results = [compare(form, text) for form in forms]
    return min(results, key=lambda r: (rank.index(r.match), len(r.differences)))


def published_keys() -> tuple[PublicKey, ...]:
    """Return the public keys of this house's parties, retired ones included."""
    return tuple(row.key for row in PublicSigningKey.objects.all())
