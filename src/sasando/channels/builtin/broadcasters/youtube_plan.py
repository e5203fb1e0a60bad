"""A broadcast and its stream on YouTube: made once, and found again by its mark after a cut-off attempt."""

from datetime import UTC
from typing import Any

from sasando.channels.builtin.messengers.payload import part
from sasando.channels.builtin.messengers.payload import text as value
from sasando.channels.builtin.youtube_api import Query, YouTube
from sasando.channels.builtin.youtube_text import MAX_DESCRIPTION, fitting, title_of
from sasando.channels.builtin.youtube_upload import Kept
from sasando.documents.digest import sha256_hex
from sasando.plugins import Refused
from sasando.plugins.broadcaster import BroadcastPlan


def broadcast_of(youtube: YouTube, plan: BroadcastPlan, kept: Kept, mark: str) -> dict[str, Any]:
    """Return the broadcast of this key: the one noted, one that was cut off, or a new one."""
    wanted = "id,snippet,status,contentDetails"
    if kept.get("broadcast"):
        there = youtube.one("/liveBroadcasts", kept.get("broadcast"), wanted)
        if there is None:
            raise Refused(youtube.says("gone", words=kept.get("broadcast")))
        return there
    if kept.get("asked"):
        query: Query = {"part": wanted, "mine": "true", "maxResults": 50}
        for item in youtube.found("/liveBroadcasts", query):
            if mark in value(part(item, "snippet"), "description"):
                kept.put(broadcast=youtube.proven(item))
                return item
    kept.put(asked="1")
    body = {
        "snippet": snippet_of(plan, mark),
        "status": {"privacyStatus": privacy_of(plan), "selfDeclaredMadeForKids": False},
        "contentDetails": {
            "enableAutoStart": False,
            "enableAutoStop": False,
            "enableDvr": True,
            "recordFromStart": True,
            "monitorStream": {"enableMonitorStream": True, "broadcastStreamDelayMs": 0},
        },
    }
    made = youtube.call("POST", "/liveBroadcasts", {"part": wanted}, body=body)
    kept.put(broadcast=youtube.proven(made))
    return made


def stream_of(youtube: YouTube, plan: BroadcastPlan, kept: Kept, mark: str) -> dict[str, Any]:
    """Return the stream of this key, as ``broadcast_of`` does."""
    wanted = "id,snippet,cdn,status"
    name = title_of(f"{mark} {plan.title}")
    if kept.get("stream"):
        there = youtube.one("/liveStreams", kept.get("stream"), wanted)
        if there is not None:
            return there
    elif kept.get("asked_stream"):
        query: Query = {"part": wanted, "mine": "true", "maxResults": 50}
        for item in youtube.found("/liveStreams", query):
            if value(part(item, "snippet"), "title").startswith(mark):
                kept.put(stream=youtube.proven(item))
                return item
    kept.put(asked_stream="1")
    body = {
        "snippet": {"title": name},
        "cdn": {"ingestionType": "rtmp", "resolution": "variable", "frameRate": "variable"},
        "contentDetails": {"isReusable": False},
    }
    made = youtube.call("POST", "/liveStreams", {"part": f"{wanted},contentDetails"}, body=body)
    kept.put(stream=youtube.proven(made))
    return made


def mark_of(key: str) -> str:
    """Return what a broadcast is known by: it stands in its description and in its stream's name."""
    return f"Sasando {sha256_hex(key.encode())[:12]}"


def privacy_of(plan: BroadcastPlan) -> str:
    """Return who may see it, in YouTube's word."""
    return "public" if plan.public else "unlisted"


def snippet_of(plan: BroadcastPlan, mark: str) -> dict[str, str]:
    """Return title, description with the mark, and start."""
    room = MAX_DESCRIPTION - len(mark.encode()) - 2
    description = fitting(plan.description.replace("<", "‹").replace(">", "›"), room)
    starts = plan.starts_at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    return {
        "title": title_of(plan.title),
        "description": f"{description}\n\n{mark}".strip(),
        "scheduledStartTime": f"{starts.isoformat()}Z",
    }
