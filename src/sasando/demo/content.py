"""The sample newsroom's items: read from ``content/*.toml``, checked whole on loading.

A plain reader, without Django; what makes the sample desk turns its values into pages. Days are
counted from the day the sample desk is made (0), backwards below zero.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import UUID

from PIL import Image as Picture
from pydantic import TypeAdapter, ValidationError

from sasando.documents.blocks import Block, Span
from sasando.documents.document import Pronunciation
from sasando.documents.vocabulary import Audience, Kind

CONTENT = Path(__file__).parent / "content"
PICTURES = Path(__file__).parent / "pictures"
LANGUAGES = ("id", "en")

Fate = Literal[
    "published",  # in public; carried by those in accepted_by
    "corrected",  # in public with a second version
    "waiting-acceptance",  # in public; the newsroom has not said whether it carries it
    "scheduled",  # approved, waits for its time
    "waiting-second-officer",
    "waiting-editor",
    "refused",
    "draft",
]
IN_PUBLIC: frozenset[Fate] = frozenset({"published", "corrected", "waiting-acceptance"})

_BODY: TypeAdapter[tuple[Block, ...]] = TypeAdapter(tuple[Block, ...])
_MARK = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*"
    r"|\*(?P<emphasis>[^*]+)\*"
    r"|\[(?P<text>[^]]+)\]\((?P<href>[^)\s]+)\)"
)


class SampleRefused(Exception):
    """A file of the sample does not hold together; says which file and why."""


@dataclass(frozen=True, slots=True)
class SampleText:
    """An item in one language."""

    headline: str
    key_message: str
    dateline: str
    body: tuple[Block, ...]
    pictures: tuple[str, ...]  # file names in ``PICTURES``, one for each Image block, in order
    verdict: Mapping[str, Any]  # of a fact-check: fields of its page, days counted (``verdicts``)
    lesson: Mapping[str, Any]  # of a lesson: fields of its page (``lessons``)


@dataclass(frozen=True, slots=True)
class When:
    """A moment of the sample: days from its making, and the hour in Kupang (WITA)."""

    day: int
    time: time


@dataclass(frozen=True, slots=True)
class SampleCorrection:
    """The second version: the same item with other words, and the sentence that readers see."""

    at: When
    author: str
    approvers: tuple[str, ...]
    change: Mapping[str, str]  # by language
    texts: Mapping[str, SampleText]  # by language: the whole second version


@dataclass(frozen=True, slots=True)
class SampleRefusal:
    """Who refused, and why."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleItem:
    """One item of the sample desk, with its fate."""

    key: str  # the file's name; related items and errata name it
    uuid: UUID
    kind: Kind
    publisher: str  # code of an organisation in people.toml
    partners: tuple[str, ...]
    slugs: Mapping[str, str]  # by language
    state: Fate
    author: str  # user names of people.toml
    approvers: tuple[str, ...]  # in the order they approve
    accepted_by: tuple[str, ...]  # editors who said that their outlet carries it
    at: When | None  # when it goes, or went, into public
    elections: tuple[str, ...]
    stages: tuple[str, ...]
    places: tuple[str, ...]
    audiences: tuple[Audience, ...]
    related: tuple[str, ...]
    corrects: str | None  # an erratum: the key of the item whose version 1 was wrong
    valid_until_day: int | None
    campaign_like: bool
    pronunciations: tuple[Pronunciation, ...]
    texts: Mapping[str, SampleText]
    correction: SampleCorrection | None
    refusal: SampleRefusal | None

    @property
    def in_public(self) -> bool:
        """Whether readers can see it as soon as the sample is made."""
        return self.state in IN_PUBLIC

    def body(self, language: str) -> tuple[Block, ...]:
        """The first version's body in ``language`` ("id", "en")."""
        return self.texts[language].body


def sample_items() -> tuple[SampleItem, ...]:
    """Return all items in the order of their file names.

    Raises ``SampleRefused`` when a file is malformed, names an item that is not there, or its
    fate does not agree with what it says.
    """
    items = tuple(_item(path) for path in sorted(CONTENT.glob("*.toml")))
    keys = {item.key for item in items}
    for item in items:
        named = {*item.related, *([item.corrects] if item.corrects else [])}
        if unknown := named - keys:
            raise SampleRefused(f"{item.key}: no such item: {', '.join(sorted(unknown))}")
    return items


def spans(text: str) -> tuple[Span, ...]:
    """Turn ``text`` in tiny Markdown into Spans: ``**bold**``, ``*italic*``, ``[text](address)``."""
    return tuple(_spans(text))


def _spans(text: str) -> Iterator[Span]:
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            yield Span(text=text[at : mark.start()])
        if strong := mark["strong"]:
            yield Span(text=strong, strong=True)
        elif emphasis := mark["emphasis"]:
            yield Span(text=emphasis, emphasis=True)
        else:
            yield Span(text=mark["text"], href=mark["href"])
        at = mark.end()
    if at < len(text):
        yield Span(text=text[at:])


def _item(path: Path) -> SampleItem:
    try:
        item = _read(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError, ValidationError, tomllib.TOMLDecodeError) as error:
        raise SampleRefused(f"{path.name}: {error!r}") from error
    for problem in _contradictions(item):
        raise SampleRefused(f"{path.name}: {problem}")
    return item


def _read(key: str, raw: dict[str, Any]) -> SampleItem:
    if raw["state"] not in get_args(Fate):
        raise ValueError(f"no such state: {raw['state']}")
    correction, refusal = raw.get("correction"), raw.get("refusal")
    return SampleItem(
        key=key,
        uuid=UUID(raw["uuid"]),
        kind=Kind(raw["kind"]),
        publisher=raw["publisher"],
        partners=tuple(raw.get("partners", ())),
        slugs={language: raw["slug"][language] for language in LANGUAGES},
        state=raw["state"],
        author=raw["author"],
        approvers=tuple(raw["approvers"]),
        accepted_by=tuple(raw.get("accepted_by", ())),
        at=_when(raw["at"]) if "at" in raw else None,
        elections=tuple(raw["elections"]),
        stages=tuple(raw["stages"]),
        places=tuple(raw["places"]),
        audiences=tuple(Audience(value) for value in raw["audiences"]),
        related=tuple(raw.get("related", ())),
        corrects=raw.get("corrects"),
        valid_until_day=raw.get("valid_until_day"),
        campaign_like=raw.get("campaign_like", False),
        pronunciations=tuple(
            Pronunciation.model_validate(row) for row in raw.get("pronunciations", ())
        ),
        texts={language: _text(raw[language], raw) for language in LANGUAGES},
        correction=_correction(raw, correction) if correction else None,
        refusal=SampleRefusal(refusal["by"], refusal["reason"]) if refusal else None,
    )


def _contradictions(item: SampleItem) -> Iterator[str]:
    """Yield what in ``item`` does not agree with its fate."""
    if (item.state == "corrected") != (item.correction is not None):
        yield "a corrected item, and no other, has a correction"
    if (item.state == "refused") != (item.refusal is not None):
        yield "a refused item, and no other, has a refusal"
    if (item.state in IN_PUBLIC | {"scheduled"}) != (item.at is not None):
        yield "what is or will be in public, and nothing else, has a time"
    if item.at is not None and (item.at.day < 0) != item.in_public:
        yield "public items are of days past, scheduled ones of days to come"
    if (item.kind is Kind.VERDICT) != bool(item.texts["id"].verdict):
        yield "a fact-check, and no other kind, has a verdict"
    if (item.kind is Kind.LESSON) != bool(item.texts["id"].lesson):
        yield "a lesson, and no other kind, says what it is for"
    if (item.kind is Kind.ERRATUM) != (item.corrects is not None):
        yield "an erratum, and no other kind, names what it corrects"
    if item.author in item.approvers:
        yield "nobody approves what they wrote"


def _when(raw: Mapping[str, Any]) -> When:
    return When(int(raw["day"]), time.fromisoformat(raw["time"]))


def _text(raw: Mapping[str, Any], item: Mapping[str, Any]) -> SampleText:
    return SampleText(
        headline=raw["headline"],
        key_message=raw["key_message"],
        dateline=raw["dateline"],
        body=_BODY.validate_python([_block(block) for block in raw["body"]]),
        pictures=tuple(block["picture"] for block in raw["body"] if block["type"] == "image"),
        verdict={**item.get("verdict", {}), **raw.get("verdict", {})},
        lesson={**item.get("lesson", {}), **raw.get("lesson", {})},
    )


def _block(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``raw`` with the field names of ``documents.blocks``."""
    block = dict(raw)
    match block["type"]:
        case "paragraph":
            block["spans"] = spans(block.pop("text"))
        case "list":
            block["items"] = [spans(item) for item in block["items"]]
        case "question":
            block["answer"] = spans(block["answer"])
        case "image":
            block |= _picture(block.pop("picture"))
        case "table":
            width = len(block["header"])
            if any(len(row) != width for row in block["rows"]):
                raise ValueError(f"table {block['caption']!r}: every row needs {width} cells")
        case _:
            pass
    return block


@cache
def _picture(name: str) -> dict[str, Any]:
    """Return what an Image block says of the file ``name``."""
    path = PICTURES / name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with Picture.open(path) as picture:
        width, height = picture.size
    return {
        "sha256": digest,
        "content_type": "image/jpeg",
        "width": width,
        "height": height,
        "href": f"/media/pictures/{digest}.jpg",
    }


def _correction(raw: Mapping[str, Any], correction: Mapping[str, Any]) -> SampleCorrection:
    return SampleCorrection(
        at=_when(correction["at"]),
        author=correction["author"],
        approvers=tuple(correction["approvers"]),
        change={language: correction[language]["change"] for language in LANGUAGES},
        texts={
            language: _text(_rewritten(raw[language], correction[language]["replace"]), raw)
            for language in LANGUAGES
        },
    )


def _rewritten(raw: Any, replace: list[Mapping[str, str]]) -> Any:
    """Return ``raw`` with each ``from`` put as its ``to``. Raises ``ValueError`` if one is absent."""
    text = raw
    for pair in replace:
        text, before = _put(text, pair["from"], pair["to"]), text
        if text == before:
            raise ValueError(f"nothing to replace: {pair['from']!r}")
    return text


def _put(raw: Any, old: str, new: str) -> Any:
    match raw:
        case str():
            return raw.replace(old, new)
        case list():
            return [_put(value, old, new) for value in raw]
        case dict():
            return {key: _put(value, old, new) for key, value in raw.items()}
        case _:
            return raw
