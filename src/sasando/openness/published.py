"""What is published already and answers a request: the catalogue, and what the answer desk knows."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sasando.claims import answers, knowledge
from sasando.claims.likeness import most_alike
from sasando.documents.vocabulary import Kind
from sasando.matching import Message, Outcome
from sasando.matching.index import StoreError
from sasando.openness.addresses import entry_path
from sasando.openness.models import CatalogueEntry
from sasando.parties.models import Organisation

logger = logging.getLogger(__name__)

_LEAST, _MOST = 0.6, 3
_OFFICIAL = (Kind.RELEASE, Kind.NOTICE, Kind.LESSON)


@dataclass(frozen=True, slots=True)
class Published:
    """One published thing that may be what is asked for."""

    title: str
    text: str
    href: str
    language: str


def published_about(
    text: str, organisation: Organisation, *, language: str, at: datetime
) -> list[Published]:
    """Return what is published about ``text``, the likest first; nothing where nobody is sure.

    The answer desk is asked as for any question, and nothing of it is written down. An index that
    cannot be read keeps nobody from asking.
    """
    return [
        *_in_catalogue(text, organisation, language),
        *_at_answer_desk(text, language, at),
    ][:_MOST]


def _in_catalogue(text: str, organisation: Organisation, language: str) -> list[Published]:
    entries = {
        one.pk: one for one in CatalogueEntry.objects.given().filter(organisation=organisation)
    }
    pairs = [
        (pk, words) for pk, one in entries.items() for words in (one.title, one.title_en) if words
    ]
    alike = most_alike(text, pairs, least=_LEAST, limit=_MOST)
    return [
        Published(
            entries[pk].title_in(language),
            entries[pk].summary_in(language),
            entry_path(pk, language),
            language,
        )
        for pk in dict.fromkeys(pk for pk, _share in alike)
    ]


def _at_answer_desk(text: str, language: str, at: datetime) -> list[Published]:
    try:
        said = knowledge.index().answer(Message(text=text), at=at, language=language)
    except (StoreError, OSError):
        logger.exception("the answer desk could not be asked about a request")
        return []
    if said.outcome is not Outcome.ANSWER:
        return []
    found = []
    for match in said.matches:
        answer = answers.find(match.known.id, language=language, at=at)
        official = answer and (answer.version is None or answer.version.content.kind in _OFFICIAL)
        foreign = match.known.id.startswith(answers.FOREIGN)
        if answer is not None and official and not foreign:
            found.append(Published(answer.title, answer.text, answer.href, answer.language))
    return found
