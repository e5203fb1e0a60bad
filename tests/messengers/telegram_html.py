"""The HTML that Telegram reads, as strict as it: https://core.telegram.org/bots/api#html-style."""

from html import unescape
from html.parser import HTMLParser
from typing import Any

TAGS = {
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote",
    "tg-spoiler", "span", "tg-emoji",
}  # fmt: skip
ENTITIES = {"lt", "gt", "amp", "quot"}


class Bad(Exception):
    def __init__(self, code: int, description: str, **parameters: int) -> None:
        self.code, self.description, self.parameters = code, description, parameters


def rendered(text: str, parse_mode: Any) -> str:
    """Return what readers see of ``text``, as "HTML" is parsed: few tags, all closed, & escaped."""
    if parse_mode is None:
        return text
    if parse_mode != "HTML":
        raise Bad(400, "Bad Request: unsupported parse_mode")
    reader = _TelegramHtml()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise Bad(400, f"Bad Request: can't parse entities: can't find end tag for {reader.open}")
    return "".join(reader.seen)


class _TelegramHtml(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.seen: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in TAGS:
            raise Bad(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Bad(400, f'Bad Request: can\'t parse entities: Unmatched end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise Bad(400, "Bad Request: can't parse entities: Unexpected end of tag")
        self.seen.append(data)

    def handle_entityref(self, name: str) -> None:
        self.seen.append(unescape(f"&{name};") if name in ENTITIES else f"&{name}")

    def handle_charref(self, name: str) -> None:
        self.seen.append(unescape(f"&#{name};"))
