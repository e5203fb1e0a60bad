"""The text of an episode that is over is written by the house, and proposed to its approvers."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.blocks import StreamValue

from sasando.channels import leasing
from sasando.channels.exceptions import LeaseLost
from sasando.desk import actions as desk
from sasando.desk.exceptions import DeskError
from sasando.desk.models import (
    Episode,
    Item,
    NewsStory,
    PartnershipStory,
    SectionPage,
)
from sasando.documents.digest import sha256_hex
from sasando.documents.vocabulary import Kind
from sasando.live.afterwards import written
from sasando.live.afterwards.story import kind_of, story, title_of
from sasando.live.afterwards.written import Material
from sasando.live.models import Gathering
from sasando.parties.models import Person
from sasando.rendering.phrases import phrase

LEASE = timedelta(minutes=5)
_AGAIN = timedelta(minutes=10)
_AGAIN_REFUSED = timedelta(hours=1)
_STATE = Gathering.State
_CLASSES: dict[Kind, type[Item]] = {Kind.NEWS: NewsStory, Kind.PARTNERSHIP: PartnershipStory}


def _waiting(at: datetime) -> QuerySet[Gathering]:
    waiting = Gathering.objects.claimable(at).filter(film__isnull=False)
    return waiting.select_related("production", "film")


_due = leasing.Due(_waiting, lease=LEASE)


def claim_gathering(*, at: datetime) -> Gathering | None:
    """Take the next text to be written, under a lease."""
    return _due.first(at)


def gather(*, gathering: Gathering, at: datetime) -> Gathering:
    """Write what is left of the episode into its text and propose it; leave a story for an editor.

    All of it or nothing. Done twice with the same material it changes nothing. A draft that a person
    began is not written over unless a person says so. What the desk's rules refuse is said in
    ``words`` and tried again. Raises ``LeaseLost``.
    """
    episode = Episode.objects.get(pk=gathering.episode_id)
    language = episode.locale.language_code
    if gathering.film is None:
        return gathering
    with override(language):
        found = written.material(gathering.production, gathering.film, language)
        try:
            return _write(gathering, found, at)
        except DeskError as error:
            return _note(gathering, str(error), at)


@transaction.atomic
def _write(gathering: Gathering, found: Material, at: datetime) -> Gathering:
    row = _held(gathering)
    episode = Episode.objects.select_for_update().get(pk=row.episode_id)
    text = episode.get_latest_revision_as_object()
    raw, digest = _body(text, found)
    waiting = episode.waiting_version
    same = digest == row.written and episode.latest_revision_id == row.revision
    standing = episode.current_version
    if same and waiting is None and standing is not None and standing.pk == row.version_id:
        return _done(row, at)
    if same and waiting is not None and waiting.pk == row.version_id:
        return _done(row, at)
    if waiting is not None and waiting.pk != row.version_id:
        words = _("Another version of this text is on its way: the recording comes after it.")
        return _later(row, words, at + _AGAIN)
    if not (row.forced or same) and _is_somebodys(episode, row):
        words = _("Somebody has begun another draft of this text: publish or drop it first.")
        row.state, row.words = _STATE.STUCK, words
        return _let_go(row)
    by = _writer(row, episode)
    if not same:
        text.body = StreamValue(text.body.stream_block, raw, is_lazy=True)
        text.change_note = phrase("afterwards.change", found.language)
        row.revision = text.save_revision(user=by).pk
        row.written = digest
    row.version = desk.propose(item=episode, by=by, at=at)
    _write_story(row, found, text, by)
    return _done(row, at)


def _body(text: Episode, found: Material) -> tuple[list[written.Raw], str]:
    """Return the text's body with the house's blocks in their places, and what they say."""
    before, after = written.blocks(found, text.title)
    there = [dict(block) for block in text.body.get_prep_value()]
    ours = written.ours(found, there)
    kept = [block for block in there if block.get("id") not in ours]
    body = [*before, *kept, *after]
    said = json.dumps([*before, *after], sort_keys=True, ensure_ascii=False)
    return body, sha256_hex(said.encode())


def _is_somebodys(episode: Episode, row: Gathering) -> bool:
    """Whether the newest draft is neither what stands in public nor what the house wrote."""
    public = episode.last_public_version
    known = {row.revision, public.revision_id if public else None}
    return episode.latest_revision_id not in known


def _writer(row: Gathering, episode: Episode) -> Person:
    """Return for whom the house writes: who proposed the announcement, so its approvers stay free."""
    public = episode.last_public_version
    return public.proposed_by if public is not None else row.production.opened_by


def _write_story(row: Gathering, found: Material, episode: Episode, by: Person) -> None:
    """Write the draft story, or write it anew while nobody touched it. It is never proposed."""
    body = story(found, episode)
    if row.story is not None:
        item = Item.objects.get(pk=row.story_id).specific
        if item.latest_revision_id != row.story_revision:
            return  # an editor is at work on it
        text = item.get_latest_revision_as_object()
        text.body = body
        row.story_revision = text.save_revision(user=by).pk
        return
    kind = kind_of(episode)
    section = SectionPage.objects.select_related("locale").get(
        kind=kind.value, locale__language_code=found.language
    )
    item = _CLASSES[kind](
        locale=section.locale,
        owner=by,
        publisher=episode.publisher,
        title=title_of(episode, found.language),
        slug=f"{slugify(episode.title)[:50].strip('-') or 'draf'}-{row.pk}",
        key_message=" ".join(episode.purpose.split())[:300] or episode.title,
        body=body,
    )
    section.add_child(instance=item)
    if kind is Kind.PARTNERSHIP:
        item.partners.set(episode.partners.all())
    item.elections.set(episode.elections.all())
    item.stages.set(episode.stages.all())
    item.places.set(episode.places.all())
    row.story, row.story_revision = item, item.save_revision(user=by).pk


def _note(gathering: Gathering, words: str, at: datetime) -> Gathering:
    with transaction.atomic():
        return _later(_held(gathering), words, at + _AGAIN_REFUSED)


def _later(row: Gathering, words: str, due_at: datetime) -> Gathering:
    row.words, row.due_at = words, due_at
    return _let_go(row)


def _done(row: Gathering, at: datetime) -> Gathering:
    row.state, row.words, row.forced, row.at = _STATE.PROPOSED, "", False, at
    return _let_go(row)


def _let_go(row: Gathering) -> Gathering:
    row.lease, row.lease_until = "", None
    row.save()
    return row


def _held(gathering: Gathering) -> Gathering:
    rows = Gathering.objects.select_for_update(of=("self",)).select_related("production", "story")
    row = rows.filter(pk=gathering.pk, lease=gathering.lease).first()
    if row is None or not gathering.lease:
        raise LeaseLost(str(gathering))
    return row
