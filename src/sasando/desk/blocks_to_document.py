"""Blocks of the editor → blocks of a Document. Reads values; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from sasando.desk.marking import ClaimPicture
from sasando.desk.media import FrozenPictures, picture_href, recording_href
from sasando.desk.models import Picture
from sasando.desk.richtext import PageHref, read_rich_text
from sasando.documents import blocks
from sasando.documents.blocks import Block
from sasando.documents.vocabulary import PlaceLevel
from sasando.elections.models import Place, Stage

FreezePicture = Callable[
    [Picture | ClaimPicture], Mapping[str, Any]
]  # → sha256, content_type, width, height, href


class Missing(Exception):
    """A block lacks something; the message says what."""


class BlockReader:
    """Turns the blocks of one body, in one language, into blocks of a Document."""

    def __init__(
        self,
        *,
        language: str,
        freeze: FreezePicture,
        page_href: PageHref,
        stations: Callable[[Place], int | None],
    ) -> None:
        self.language = language
        self.freeze = freeze
        self.page_href = page_href
        self.stations = stations

    def read(self, name: str, value: Any) -> tuple[Block, ...]:
        """Return the Document's blocks for one block of the body.

        Raises ``Missing``, or pydantic's ``ValidationError``, when it says too little.
        """
        reader: Callable[[Any], Iterator[Block]] = getattr(self, f"_{name}")
        return tuple(reader(value))

    def _paragraph(self, value: Any) -> Iterator[Block]:
        found = read_rich_text(value.source, page_href=self.page_href)
        if not found:
            raise Missing(_("the paragraph is empty"))
        yield from found

    def _heading(self, value: Any) -> Iterator[Block]:
        yield blocks.Heading(text=value)

    def _quote(self, value: Any) -> Iterator[Block]:
        yield blocks.Quote(
            text=value["text"],
            speaker=value["speaker"],
            office=value["office"] or "",
            gender=value["gender"] or None,
            role=value.get("role") or None,
        )

    def _question(self, value: Any) -> Iterator[Block]:
        spans = [
            span
            for block in read_rich_text(value["answer"].source, page_href=self.page_href)
            for part in (block.items if isinstance(block, blocks.Listing) else (block.spans,))
            for span in (*part, blocks.Span(text=" "))
        ]
        if not spans:
            raise Missing(_("the answer is empty"))
        yield blocks.QuestionAnswer(question=value["question"], answer=tuple(spans[:-1]))

    def _quiz(self, value: Any) -> Iterator[Block]:
        choices = [
            blocks.Choice(text=c["text"], right=bool(c["right"]), feedback=c["feedback"])
            for c in value["choices"]
            if c["text"]
        ]
        if sum(choice.right for choice in choices) != 1:
            raise Missing(_("mark exactly one answer as right"))
        yield blocks.Quiz(question=value["question"], choices=tuple(choices))

    def _facts(self, value: Any) -> Iterator[Block]:
        yield blocks.FactBox(
            title=value["title"],
            facts=tuple(
                blocks.Fact(
                    label=fact["label"],
                    value=fact["value"],
                    source=fact["source"] or "",
                    as_of=fact["as_of"],
                    note=fact["note"] or "",
                )
                for fact in value["facts"]
            ),
        )

    def _table(self, value: Any) -> Iterator[Block]:
        table = value["table"]
        if not table or not table.columns or not list(table.rows):
            raise Missing(_("the table has no rows"))
        yield blocks.Table(
            caption=value["caption"],
            header=tuple(str(column["heading"]) for column in table.columns),
            rows=tuple(tuple(str(cell.value or "") for cell in row) for row in table.rows),
        )

    def _stage(self, value: Any) -> Iterator[Block]:
        stage = self._chosen_stage(value)
        yield blocks.StageReference(
            code=stage.code,
            name=stage.name_in(self.language),
            election=stage.election.name_in(self.language),
            starts=stage.starts,
            ends=stage.ends,
            note=value["note"] or "",
        )

    def _stage_change(self, value: Any) -> Iterator[Block]:
        stage = self._chosen_stage(value)
        if not value["starts"] and not value["ends"]:
            raise Missing(_("the new dates are missing"))
        starts = value["starts"] or value["ends"]
        ends = value["ends"] or value["starts"]
        if ends < starts:
            raise Missing(_("the new last day is before the new first day"))
        if not value["reason"]:
            raise Missing(_("the reason of the move is missing"))
        yield blocks.StageChange(
            code=stage.code,
            name=stage.name_in(self.language),
            election=stage.election.name_in(self.language),
            was_starts=stage.starts,
            was_ends=stage.ends,
            starts=starts,
            ends=ends,
            reason=value["reason"],
        )

    def _place(self, value: Any) -> Iterator[Block]:
        place = value["place"]
        if place is None:
            raise Missing(_("no place is chosen"))
        yield blocks.PlaceReference(
            code=place.code,
            name=place.name,
            level=PlaceLevel(place.level),
            within=within(place),
            polling_stations=self.stations(place),
            note=value["note"] or "",
        )

    def _image(self, value: Any) -> Iterator[Block]:
        picture = value["picture"]
        if picture is None:
            raise Missing(_("no picture is chosen"))
        credit = value["credit"] or picture.credit
        alt = value["alt"] or picture.description
        if not credit or not alt:
            raise Missing(_("the picture lacks its credit or its alternative text"))
        people = tuple(
            blocks.Depicted(gender=person["gender"] or None, role=person["role"] or None)
            for person in value.get("people") or ()
        )
        yield blocks.Image(
            caption=value["caption"],
            credit=credit,
            alt=alt,
            people=people or None,
            **self.freeze(picture),
        )

    def _video(self, value: Any) -> Iterator[Block]:
        yield blocks.Video(
            href=value["href"],
            title=value["title"],
            duration_s=value["duration_s"],
            sign_href=value.get("sign_href") or None,
            captioned_in=tuple(sorted(value.get("captioned_in") or ())) or None,
            transcript=value.get("transcript") or None,
        )

    def _recording(self, value: Any) -> Iterator[Block]:
        media = FrozenPictures()
        for sha256 in (value["sha256"], *(track["sha256"] for track in value["captions"])):
            if not media.has(sha256):
                raise Missing(_("the film or its captions are not kept in this house"))
        poster = value["poster"] or None
        yield blocks.Recording(
            sha256=value["sha256"],
            href=recording_href(value["sha256"]),
            title=value["title"],
            duration_s=value["duration_s"],
            size=value["size"],
            poster=poster,
            poster_href=picture_href(poster, "image/jpeg") if poster else None,
            chapters=tuple(
                blocks.Chapter(starts_s=chapter["starts_s"], title=chapter["title"])
                for chapter in value["chapters"]
            ),
            captions=tuple(
                blocks.Captions(
                    language=track["language"],
                    sha256=track["sha256"],
                    href=recording_href(track["sha256"], "vtt"),
                )
                for track in value["captions"]
            ),
            transcript=value["transcript"] or None,
        )

    def _contact(self, value: Any) -> Iterator[Block]:
        yield blocks.Contact(
            **{name: value[name] or "" for name in blocks.Contact.model_fields if name != "type"}
        )

    def _action(self, value: Any) -> Iterator[Block]:
        yield blocks.CallToAction(
            label=value["label"], href=value["href"], note=value["note"] or ""
        )

    def _chosen_stage(self, value: Any) -> Stage:
        stage: Stage | None = value["stage"]
        if stage is None:
            raise Missing(_("no stage is chosen"))
        return stage


def within(place: Place) -> str:
    """Return where ``place`` lies, nearest first: "Alak, Kota Kupang". At most two levels up."""
    names: list[str] = []
    above = place.parent
    while above is not None and len(names) < 2:
        names.append(above.name)
        above = above.parent
    return ", ".join(names)
