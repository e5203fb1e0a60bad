"""What YouTube's errors mean for what is sent, by its own reasons.

https://developers.google.com/youtube/data/reference/rest/v3/errors
https://developers.google.com/youtube/data/live/reference/rest/v3/errors
https://datatracker.ietf.org/doc/html/rfc6749#section-5.2
"""

from dataclasses import dataclass
from datetime import timedelta

from sasando.channels.builtin.google_api import Declined
from sasando.plugins.budgets import Budget
from sasando.plugins.channel import ChannelError, Context, Refused, TryLater
from sasando.rendering.phrases import phrase

PACIFIC = "America/Los_Angeles"
UNITS = Budget(name="units", limit=10_000, label="YouTube API units", zone=PACIFIC)
UPLOADS = Budget(name="uploads", limit=100, label="YouTube uploads", zone=PACIFIC)
"""https://developers.google.com/youtube/data/determine_quota_cost; ``videos.insert`` has its own
bucket (as has ``search.list``, which the house never calls)."""

_TOMORROW = timedelta(days=1)  # at midnight in California, in truth: see ``error_of``


@dataclass(frozen=True, slots=True)
class Failure:
    """A phrase of the table ``youtube``, and how long to wait where time may mend it."""

    phrase: str
    later: bool = False
    after: timedelta | None = None


_TOKEN = Failure("token")
_CLIENT = Failure("client")
_PERMISSION = Failure("permission")
_NOT_LIVE = Failure("live_not_enabled")
_DOWN = Failure("down", later=True)
_SLOWER = Failure("slower", later=True, after=timedelta(minutes=1))
_QUOTA = Failure("quota", later=True, after=_TOMORROW)
_GONE = Failure("gone")
_BAD = Failure("bad_data")

FAILURES: dict[str, Failure] = {
    # access
    "invalid_grant": _TOKEN,
    "authError": _TOKEN,
    "invalidCredentials": _TOKEN,
    "UNAUTHENTICATED": _TOKEN,
    "invalid_client": _CLIENT,
    "unauthorized_client": _CLIENT,
    "deleted_client": _CLIENT,
    "disabled_client": _CLIENT,
    "accessNotConfigured": Failure("api_off"),
    "insufficientPermissions": Failure("scopes"),
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": Failure("scopes"),
    "insufficientLivePermissions": Failure("scopes"),
    "forbidden": _PERMISSION,
    "youtubeSignupRequired": Failure("no_channel"),
    "channelNotFound": Failure("no_channel"),
    "channelClosed": Failure("suspended"),
    "channelSuspended": Failure("suspended"),
    "authenticatedUserAccountClosed": Failure("suspended"),
    "authenticatedUserAccountSuspended": Failure("suspended"),
    # quotas
    "quotaExceeded": _QUOTA,
    "dailyLimitExceeded": _QUOTA,
    "uploadLimitExceeded": Failure("upload_limit", later=True, after=_TOMORROW),
    "rateLimitExceeded": _SLOWER,
    "uploadRateLimitExceeded": Failure("slower", later=True, after=timedelta(minutes=15)),
    "userRateLimitExceeded": _SLOWER,
    "userRequestsExceedRateLimit": _SLOWER,
    "RESOURCE_EXHAUSTED": _SLOWER,
    # trouble of its own
    "backendError": _DOWN,
    "internalError": _DOWN,
    "SERVICE_UNAVAILABLE": _DOWN,
    "processingFailure": _DOWN,
    # videos, captions, playlists
    "videoNotFound": _GONE,
    "captionNotFound": _GONE,
    "playlistNotFound": _GONE,
    "invalidTitle": _BAD,
    "invalidDescription": _BAD,
    "invalidTags": _BAD,
    "invalidCategoryId": _BAD,
    "invalidVideoMetadata": _BAD,
    "mediaBodyRequired": _BAD,
    "invalidImage": Failure("picture"),
    "mediaBodyTooLarge": Failure("picture"),
    "contentRequired": _BAD,
    "playlistItemsNotAccessible": _PERMISSION,
    "maxPlaylistExceeded": Failure("playlists_full"),
    "playlistContainsMaximumNumberOfVideos": Failure("playlists_full"),
    # live
    "liveStreamingNotEnabled": _NOT_LIVE,
    "livePermissionBlocked": _NOT_LIVE,
    "errorStreamInactive": Failure("stream_inactive", later=True, after=timedelta(seconds=5)),
    "errorExecutingTransition": Failure("down", later=True, after=timedelta(seconds=5)),
    "invalidTransition": Failure("transition"),
    "liveBroadcastNotFound": _GONE,
    "liveStreamNotFound": _GONE,
    "invalidScheduledStartTime": Failure("start_time"),
    "scheduledStartTimeRequired": Failure("start_time"),
    "liveBroadcastBindingNotAllowed": Failure("transition"),
    "liveChatDisabled": Failure("chat_off"),
    "liveChatEnded": Failure("chat_ended"),
    "liveChatNotFound": Failure("chat_off"),
    "messageTextInvalid": _BAD,
}


def failure_of(reason: str, status: int) -> Failure:
    """Return what ``reason`` means; the status of HTTP decides where it is not known."""
    if reason in FAILURES:
        return FAILURES[reason]
    if status == 401:
        return _TOKEN
    if status == 429:
        return _SLOWER
    if status in (404, 410):
        return _GONE
    return _DOWN if status >= 500 or status == 408 else Failure("refused")


def error_of(declined: Declined, context: Context) -> ChannelError:
    """Return the error that tells the desk, in its language, what happened and what to do."""
    failure = failure_of(declined.reason, declined.status)
    words = phrase(f"youtube.{failure.phrase}", context.language, words=declined.words)
    if not failure.later:
        return Refused(words)
    after = declined.after or failure.after
    if failure.after is _TOMORROW:
        now = context.clock()
        after = UNITS.window(now)[1] - now
    return TryLater(words, after=after)
