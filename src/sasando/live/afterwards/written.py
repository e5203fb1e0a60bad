"""What the house writes into an episode's text once it is over: blocks of the editor, as raw values.

Reads only. Each block has an identity of its own, so what is written again takes the place of what
was written before, and everything a person wrote stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from sasando.desk.media import recording_href
from sasando.desk.models import Episode
from sasando.live.afterwards import films
from sasando.live.afterwards.captions import write
from sasando.live.afterwards.timeline import Mark, Turn, chapters, clock
from sasando.live.afterwards.transcript import Saying, sayings, transcript
from sasando.live.models import CaptionTrack, Film, Production, Question
from sasando.rendering.phrases import Phrases

Raw = dict[str, Any]
_QUESTION_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Material:
    """All that is known of an episode that is over, in the film's own time."""

    production: Production
    film: Film
    language: str
    marks: tuple[Mark, ...]  # chapters
    turns: tuple[Turn, ...]
    said: tuple[Saying, ...]
    unchecked: bool  # what was said is a machine's word
    tracks: tuple[tuple[str, str], ...]  # language, VTT
    questions: tuple[tuple[Question, float | None], ...]  # with the second of the film

    @property
    def href(self) -> str:
        """Where readers watch it."""
        return recording_href(self.film.sha256)

    def link(self, second: float, key: str = "afterwards.listen") -> str:
        """Return a link to that moment of the film, as rich text."""
        words = Phrases(self.language)(key, time=clock(second))
        return f'<a href="{self.href}#t={int(second)}">{escape(words)}</a>'


def material(production: Production, film: Film, language: str) -> Material:
    """Gather what there is of ``production`` for a text in ``language``. A handful of queries."""
    timeline = film.timeline
    turns = _turns(production, film)
    chosen = list(_chosen(film.tracks.filter(state=CaptionTrack.State.READY)))
    main = next((track for track in chosen if track.language == language), None)
    main = main or (chosen[0] if chosen else None)
    begun = production.segments.filter(started_at__isnull=False).order_by("started_at", "pk")
    spots = ((timeline.second(s.started_at), s.title) for s in begun if s.started_at)
    marks = chapters(
        ((second, title) for second, title in spots if second is not None),
        film.duration_s,
        Phrases(language)("afterwards.opening"),
    )
    answered = production.questions.leading().filter(state=Question.State.ANSWERED)
    answered = answered.select_related("best")
    return Material(
        production=production,
        film=film,
        language=language,
        marks=tuple(marks),
        turns=turns,
        said=tuple(sayings(main.cues, turns)) if main else (),
        unchecked=bool(main and main.is_unchecked),
        tracks=tuple((track.language, _vtt(track, turns)) for track in chosen),
        questions=tuple(
            (question, timeline.second(question.aired_at) if question.aired_at else None)
            for question in answered.exclude(answer="").order_by("aired_at", "answered_at", "pk")
        ),
    )


def _turns(production: Production, film: Film) -> tuple[Turn, ...]:
    spans = (
        (film.timeline.span(row.started_at, row.ended_at), row)
        for row in production.speaking.filter(ended_at__isnull=False)
        if row.ended_at
    )
    return tuple(Turn(*span, str(row.ref), row.name) for span, row in spans if span)


def _chosen(tracks: Iterable[CaptionTrack]) -> Iterable[CaptionTrack]:
    """Of each language the captions that a person brought, else the machine's."""
    best: dict[str, CaptionTrack] = {}
    for track in tracks:
        if track.language not in best or track.origin == CaptionTrack.Origin.IMPORT:
            best[track.language] = track
    return best.values()


def _vtt(track: CaptionTrack, turns: Sequence[Turn]) -> str:
    note = Phrases(track.language)("afterwards.unchecked") if track.is_unchecked else ""
    return write(track.cues, note=note)


def blocks(found: Material, title: str) -> tuple[list[Raw], list[Raw]]:
    """Return what stands before a person's text and what after it. Writes the captions' files."""
    t = Phrases(found.language)
    after: list[Raw] = []
    if found.questions:
        after.append(_raw(found, "answered", "heading", t("afterwards.answered")))
        after += [_question(found, question, second) for question, second in found.questions]
    if spoken := _spoken(found, t):
        after.append(_raw(found, "speaking", "facts", spoken))
    return [_raw(found, "film", "recording", _recording(found, title, t))], after


def _raw(found: Material, name: str, kind: str, value: Any) -> Raw:
    return {"type": kind, "value": value, "id": identity(found.production.episode, name)}


def identity(episode: Episode, name: str) -> str:
    """Return the identity of the house's block ``name`` in the text of ``episode``."""
    return str(uuid5(NAMESPACE_URL, f"{settings.SITE_URL}/{episode.translation_key}/{name}"))


def ours(found: Material, raw: Iterable[Raw]) -> set[str]:
    """Return the identities in ``raw`` that the house wrote, now or before."""
    numbers = found.production.questions.values_list("pk", flat=True)
    names = ["film", "answered", "speaking", *(f"question-{pk}" for pk in numbers)]
    known = {identity(found.production.episode, name) for name in names}
    return known & {block.get("id", "") for block in raw}


def _recording(found: Material, title: str, t: Phrases) -> Raw:
    film = found.film
    folder = films_folder()
    names = [
        (language, films.place_text(vtt, folder, "vtt").stem) for language, vtt in found.tracks
    ]
    note = t("afterwards.unchecked") if found.unchecked else ""
    return {
        "title": title,
        "sha256": film.sha256,
        "duration_s": max(1, int(film.duration_s)),
        "size": film.size,
        "poster": film.poster,
        "chapters": [{"starts_s": mark.starts_s, "title": mark.title} for mark in found.marks],
        "captions": [{"language": language, "sha256": sha} for language, sha in names],
        "transcript": transcript(found.said, note=note),
    }


def films_folder() -> Any:
    """Return the shelf of films and captions."""
    return settings.MEDIA_ROOT / "recordings"


def _question(found: Material, question: Question, second: float | None) -> Raw:
    answer = escape(" ".join(question.answer.split()))
    link = f" ({found.link(second, 'afterwards.answer_at')})" if second is not None else ""
    value = {
        "question": " ".join(question.wording.split())[:_QUESTION_LENGTH],
        "answer": f"<p>{answer}{link}</p>",
    }
    return _raw(found, f"question-{question.pk}", "question", value)


def _spoken(found: Material, t: Phrases) -> Raw | None:
    seconds: dict[str, float] = {}
    for turn in found.turns:
        seconds[turn.ref] = seconds.get(turn.ref, 0.0) + turn.ends_s - turn.starts_s
    facts = []
    for person in found.production.people:
        spoken = round(seconds.get(str(person.ref), 0))
        if spoken:
            office = ", ".join(part for part in (person.office, person.organisation) if part)
            minutes, rest = divmod(spoken, 60)
            facts.append(
                {
                    "label": f"{person.name} ({office})" if office else person.name,
                    "value": t("afterwards.minutes", minutes=minutes, seconds=rest),
                    "source": "",
                    "as_of": None,
                    "note": "",
                }
            )
    if not facts:
        return None
    facts[0]["note"] = t("afterwards.speaking_note")
    return {"title": t("afterwards.speaking"), "facts": facts}
