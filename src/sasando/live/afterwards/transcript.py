"""What was said, by whom: cues and speaking times become a transcript and words to quote. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sasando.live.afterwards.captions import Cue
from sasando.live.afterwards.timeline import Mark, Turn, clock, speaker_at

_PAUSE_S = 4.0  # a longer silence begins another paragraph
_LONGEST_PARAGRAPH = 900  # characters
_LONGEST_QUOTE = 280
_SHORTEST_QUOTE = 25  # characters: "Ya, betul." is no quote
_AROUND_S = 90  # seconds after a chapter begins in which its first words are looked for
QUOTES_A_GUEST = 2
_END = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class Saying:
    """A run of words of one speaker. ``ref`` is ``""`` where nobody was noted."""

    starts_s: float
    ends_s: float
    ref: str
    name: str
    text: str


def sayings(cues: Iterable[Cue], turns: Sequence[Turn]) -> list[Saying]:
    """Join cues of one speaker into paragraphs; who speaks is by the director's taps.

    The middle of a cue decides: people start to speak before they are tapped. A voice that the file
    itself names stands where nobody was tapped.
    """
    found: list[Saying] = []
    for cue in cues:
        turn = speaker_at(turns, (cue.starts_s + cue.ends_s) / 2)
        ref, name = (turn.ref, turn.name) if turn else ("", cue.voice)
        last = found[-1] if found else None
        if (
            last is not None
            and (last.ref, last.name) == (ref, name)
            and cue.starts_s - last.ends_s <= _PAUSE_S
            and len(last.text) + len(cue.text) < _LONGEST_PARAGRAPH
        ):
            text = f"{last.text} {cue.text}"
            found[-1] = Saying(last.starts_s, cue.ends_s, ref, name, text)
        else:
            found.append(Saying(cue.starts_s, cue.ends_s, ref, name, cue.text))
    return found


def transcript(said: Iterable[Saying], *, note: str = "") -> str:
    """Return the transcript: a paragraph a saying, with its time and who says it."""
    lines = [note] if note else []
    for saying in said:
        who = f"{saying.name}: " if saying.name else ""
        lines.append(f"[{clock(saying.starts_s)}] {who}{saying.text}")
    return "\n".join(lines)


def quotes(said: Sequence[Saying], ref: str, chapters: Sequence[Mark]) -> list[Saying]:
    """Return what the guest ``ref`` said first in chapters: whole sentences, exactly as captioned.

    At most ``QUOTES_A_GUEST``, of different chapters; where there are no chapters, from the start.
    """
    theirs = [one for one in said if one.ref == ref and len(one.text) >= _SHORTEST_QUOTE]
    starts = [mark.starts_s for mark in chapters] or [0]
    found: list[Saying] = []
    for start in starts:
        first = next((o for o in theirs if start <= o.starts_s < start + _AROUND_S), None)
        if first is not None and first not in found:
            found.append(first)
    chosen = (found or theirs)[:QUOTES_A_GUEST]
    return [Saying(o.starts_s, o.ends_s, o.ref, o.name, _whole(o.text)) for o in chosen]


def _whole(text: str) -> str:
    """Return the first whole sentences that fit into a quote; a longer one is cut and says so."""
    kept = ""
    for sentence in _END.split(text):
        longer = f"{kept} {sentence}".strip()
        if kept and len(longer) > _LONGEST_QUOTE:
            break
        kept = longer
    return kept if len(kept) <= _LONGEST_QUOTE else f"{kept[: _LONGEST_QUOTE - 1].rstrip()}…"
