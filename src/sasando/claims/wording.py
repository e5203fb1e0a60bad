"""What an asker reads: answers, suggestions, honest not-yets, and news of what they asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sasando.claims.answers import Answer
from sasando.claims.models import Tip
from sasando.desk.models import Version
from sasando.rendering.phrases import Phrases
from sasando.retention.standing import kept_days

YES, NO, NONE = "y", "n", "x"
_LABEL = 20  # characters of a button that are shown everywhere
_DESCRIPTION = 72
_SAYS_HOW_LONG = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One message to an asker: text, buttons as ``[id, label, description]``, template values."""

    text: str
    options: list[list[str]] = field(default_factory=list)
    template: list[str] = field(default_factory=list)


def answer(found: Answer, *, tip: Tip, language: str) -> Words:
    """Say ``found``, and ask whether it was what the tip meant."""
    t = Phrases(language)
    options = [
        [option_id(tip, YES), t("chat.yes"), ""],
        [option_id(tip, NO), t("chat.no"), ""],
    ]
    return Words(text=_lines(body(found, language), t("chat.meant")), options=options)


def body(found: Answer, language: str) -> str:
    """Say ``found``: who says it, what is true, where to read and how to check it."""
    t = Phrases(language)
    last = [t("chat.read", href=found.href)]
    if found.code:
        last.append(t("chat.code", code=found.code, short=found.short))
    head = "\n".join([found.source, found.title])
    return _lines(head, _lines(found.text, found.until, by="\n"), "\n".join(last))


def suggest(found: Sequence[Answer], *, tip: Tip, language: str) -> Words:
    """Offer up to three; the last button says that it is none of them."""
    t = Phrases(language)
    lines = [f"{n}. {one.title}\n{one.source}" for n, one in enumerate(found, start=1)]
    options = [
        [option_id(tip, str(n)), _cut(f"{n}. {one.title}", _LABEL), _cut(one.title, _DESCRIPTION)]
        for n, one in enumerate(found, start=1)
    ]
    options.append([option_id(tip, NONE), t("chat.none"), t("chat.none_label")])
    text = _lines(t("chat.suggest"), "\n".join(lines), t("chat.choose"))
    return Words(text=text, options=options)


def not_yet(*, language: str, stopped: bool) -> Words:
    """Say honestly that nothing is known yet, and what happens now."""
    t = Phrases(language)
    return Words(
        text=_lines(t("chat.not_yet"), t("chat.will_not_tell" if stopped else "chat.will_tell"))
    )


def plain(name: str, language: str) -> Words:
    """Say one of the fixed sentences of ``[chat]``."""
    days = kept_days("claims.askers") if name == _SAYS_HOW_LONG else 0
    return Words(text=Phrases(language)(f"chat.{name}", days=days))


def news(reason: str, found: Answer, *, version: Version, language: str) -> Words:
    """Tell that a verdict is out, or that something told before was corrected or withdrawn."""
    t = Phrases(language)
    template = [t(f"chat.template_{reason}", title=found.title), found.short or found.href]
    if reason == "withdrawal":
        told = {"title": found.title, "reason": version.standing_note}
        text = _lines(t("chat.withdrawal", **told), t("chat.read", href=found.href))
        return Words(text=text, template=template)
    change = ""
    if reason == "correction" and version.change:
        change = t("chat.correction_change", change=version.change)
    text = _lines(t(f"chat.{reason}"), body(found, language), change)
    return Words(text=text, template=template)


def option_id(tip: Tip, choice: str) -> str:
    """Return what a button sends back: which tip, which choice."""
    return f"tip:{tip.pk}:{choice}"


def read_option(pressed: str) -> tuple[int, str] | None:
    """Return tip and choice of a pressed button, ``None`` when it is none of ours."""
    mark, _, rest = pressed.partition(":")
    number, _, choice = rest.partition(":")
    known = mark == "tip" and number.isascii() and number.isdigit() and choice
    return (int(number), choice) if known and len(number) < 19 else None


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _lines(*parts: str, by: str = "\n\n") -> str:
    return by.join(part for part in parts if part)
