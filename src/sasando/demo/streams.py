"""A Document's blocks → the editor's blocks: the sample items as if someone had typed them."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from sasando.documents import blocks
from sasando.documents.blocks import Block, Span

Raw = dict[str, Any]


class StreamWriter:
    """Writes raw StreamField values. ``stages`` and ``places`` give row ids by code."""

    def __init__(
        self,
        *,
        stages: Mapping[str, int],
        places: Mapping[str, int],
        pictures: Iterator[int],
    ) -> None:
        self.stages = stages
        self.places = places
        self.pictures = pictures

    def write(self, body: tuple[Block, ...]) -> list[Raw]:
        """Return ``body`` as the raw value of an item's StreamField."""
        return [self._block(block) for block in body]

    def _block(self, block: Block) -> Raw:
        match block:
            case blocks.Paragraph():
                return _raw("paragraph", f"<p>{rich_text(block.spans)}</p>")
            case blocks.Heading():
                return _raw("heading", block.text)
            case blocks.Listing():
                return _raw("paragraph", _listing(block))
            case blocks.QuestionAnswer():
                answer = f"<p>{rich_text(block.answer)}</p>"
                return _raw("question", {"question": block.question, "answer": answer})
            case blocks.Table():
                return _raw("table", _table(block))
            case blocks.StageReference() | blocks.StageChange() | blocks.PlaceReference():
                return self._reference(block)
            case blocks.Image():
                words = {"caption": block.caption, "credit": block.credit, "alt": block.alt}
                people = [person.model_dump(mode="json") for person in block.people or ()]
                return _raw("image", {"picture": next(self.pictures), **words, "people": people})
            case _:
                return _raw(block.type, block.model_dump(mode="json", exclude={"type"}))

    def _reference(
        self, block: blocks.StageReference | blocks.StageChange | blocks.PlaceReference
    ) -> Raw:
        if isinstance(block, blocks.PlaceReference):
            return _raw("place", {"place": self.places[block.code], "note": block.note})
        stage = self.stages[block.code]
        if isinstance(block, blocks.StageReference):
            return _raw("stage", {"stage": stage, "note": block.note})
        dates = block.model_dump(mode="json", include={"starts", "ends", "reason"})
        return _raw("stage_change", {"stage": stage, **dates})


def rich_text(spans: tuple[Span, ...]) -> str:
    """Return ``spans`` in the HTML that the editor keeps."""
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    html = escape(span.text)
    if span.strong:
        html = f"<b>{html}</b>"
    if span.emphasis:
        html = f"<i>{html}</i>"
    return f'<a href="{escape(span.href)}">{html}</a>' if span.href else html


def _listing(block: blocks.Listing) -> str:
    tag = "ol" if block.ordered else "ul"
    points = "".join(f"<li>{rich_text(item)}</li>" for item in block.items)
    return f"<{tag}>{points}</{tag}>"


def _table(block: blocks.Table) -> Raw:
    return {
        "caption": block.caption,
        "table": {
            "caption": "",
            "columns": [{"type": "text", "heading": heading} for heading in block.header],
            "rows": [{"values": list(row)} for row in block.rows],
        },
    }


def _raw(name: str, value: Any) -> Raw:
    return {"type": name, "value": value}
