"""One issue of a newsletter as mail: plain text, and HTML that any mail program shows. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sasando.rendering.html.environment import page_environment
from sasando.rendering.phrases import Phrases
from sasando.rendering.prose import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One item in an issue."""

    label: str  # its kind and who says it
    headline: str
    text: str = ""  # the key message; of a correction what changed, of a withdrawal why
    href: str = ""  # the canonical address; "" where there is nothing more to read
    code: str = ""
    short: str = ""  # the address of exactly this version, /v/<code>


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that one issue says to readers who chose alike."""

    language: str
    newsletter: str
    publisher: str
    title: str  # the subject
    period: str = ""  # which days, in words
    corrections: tuple[Story, ...] = ()
    withdrawn: tuple[Story, ...] = ()
    sections: tuple[tuple[str, tuple[Story, ...]], ...] = ()  # heading, stories
    urgent: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.corrections or self.withdrawn or self.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What a reader may do about it."""

    home: str
    change: str  # where choices are changed
    leave: str  # where the subscription ends
    notes: tuple[str, ...] = field(default=())


def letter_text(letter: Letter, ways: Ways) -> str:
    """Return the issue as plain text: corrections first, every item with address and code."""
    t = Phrases(letter.language)
    parts = [f"{letter.newsletter}\n{letter.title}"]
    if letter.period:
        parts.append(letter.period)
    for heading, stories in _sections(letter):
        parts.append(f"{heading.upper()}\n{'=' * len(heading)}")
        parts += ["\n".join(_lines(story, t)) for story in stories]
    foot = [
        t("newsletter.why", newsletter=letter.newsletter, publisher=letter.publisher),
        t("newsletter.change", href=ways.change),
        t("newsletter.leave", href=ways.leave),
        ways.home,
    ]
    return "\n\n".join([*parts, "-- \n" + "\n".join(foot)]) + "\n"


def letter_html(letter: Letter, ways: Ways) -> str:
    """Return the issue as HTML: one column, real headings, no picture, nothing that counts readers."""
    template = page_environment(letter.language).get_template("newsletter.html")
    return template.render(letter=letter, ways=ways, sections=list(_sections(letter)))


def _sections(letter: Letter) -> Iterator[tuple[str, tuple[Story, ...]]]:
    t = Phrases(letter.language)
    if letter.corrections:
        yield t("newsletter.corrections"), letter.corrections
    if letter.withdrawn:
        yield t("newsletter.withdrawn"), letter.withdrawn
    yield from letter.sections


def _lines(story: Story, t: Phrases) -> Iterator[str]:
    yield one_line(story.headline)
    if story.label:
        yield story.label
    if story.text:
        yield one_line(story.text)
    if story.href:
        yield story.href
    if story.code:
        yield t("newsletter.code", code=story.code, short=story.short)
