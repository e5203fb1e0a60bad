"""A first draft of the story about an episode, for an editor to check by ear. Reads only."""

from __future__ import annotations

from html import escape
from typing import Any

from sasando.desk.models import Episode, EpisodePerson, Version
from sasando.documents.vocabulary import Kind, PartyKind
from sasando.live.afterwards.timeline import clock
from sasando.live.afterwards.transcript import quotes
from sasando.live.afterwards.written import Material
from sasando.rendering.phrases import Phrases

Body = list[tuple[str, Any]]
_TITLE_LENGTH = 200


def kind_of(episode: Episode) -> Kind:
    """Return what the story is: made together with the commission, or the newsroom's own."""
    parties = [episode.publisher, *episode.partners.all()]
    commission = any(p is not None and p.kind == PartyKind.COMMISSION for p in parties)
    return Kind.PARTNERSHIP if commission else Kind.NEWS


def title_of(episode: Episode, language: str) -> str:
    """Return the draft's headline: it says that it is a draft."""
    return Phrases(language)("afterwards.draft_title", title=episode.title)[:_TITLE_LENGTH]


def story(found: Material, episode: Episode) -> Body:
    """Return the draft: the mark, the lead, quotes with their times, answered questions, facts."""
    t = Phrases(found.language)
    marks = [f"<b>{escape(t('afterwards.draft_mark'))}</b>"]
    if found.unchecked:
        marks.append(escape(t("afterwards.draft_unchecked")))
    body: Body = [("paragraph", f"<p>{mark}</p>") for mark in marks]
    body.append(("paragraph", f"<p>{escape(' '.join(episode.purpose.split()))}</p>"))
    for person in episode.people.all():
        if person.role == EpisodePerson.Role.GUEST:
            body += _guest(found, person, t)
    if found.questions:
        body.append(("heading", t("afterwards.answered")))
        for question, second in found.questions:
            link = f" ({found.link(second)})" if second is not None else ""
            answer = f"<p>{escape(' '.join(question.answer.split()))}{link}</p>"
            body.append(("question", {"question": question.wording[:500], "answer": answer}))
    return [*body, *_facts(found, t), *_film(found, t)]


def _guest(found: Material, person: EpisodePerson, t: Phrases) -> Body:
    ref = str(person.ref)
    body: Body = []
    for quote in quotes(found.said, ref, found.marks):
        office = ", ".join(part for part in (person.office, person.organisation) if part)
        value = {
            "text": quote.text,
            "speaker": person.name,
            "office": office,
            "gender": person.gender,
        }
        body += [("quote", value), ("paragraph", f"<p>{found.link(quote.starts_s)}</p>")]
    if body:
        return body
    turn = next((turn for turn in found.turns if turn.ref == ref), None)
    if turn is None:
        return [("paragraph", f"<p>{escape(t('afterwards.never_spoke', name=person.name))}</p>")]
    words = escape(t("afterwards.to_quote", name=person.name, time=clock(turn.starts_s)))
    return [("paragraph", f"<p>{words} {found.link(turn.starts_s)}</p>")]


def _facts(found: Material, t: Phrases) -> Body:
    """The published texts of the rundown, as they stand today."""
    items = found.production.segments.values_list("items", flat=True)
    versions = Version.objects.current().filter(item__in=[pk for pk in items if pk])
    lines = [
        f'<li><a href="{escape(version.href)}">{escape(version.headline)}</a></li>'
        for version in versions.order_by("pk").defer("canonical")
    ]
    if not lines:
        return []
    return [("heading", t("afterwards.facts")), ("paragraph", f"<ul>{''.join(lines)}</ul>")]


def _film(found: Material, t: Phrases) -> Body:
    length = max(1, int(found.film.duration_s))
    value = {"href": found.href, "title": t("afterwards.film"), "duration_s": length}
    return [("video", value)]
