"""The rules of the house's own WebSub hub, without rows and without the network.

Section numbers are those of the W3C Recommendation, https://www.w3.org/TR/websub/.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from sasando.channels.exceptions import SubscriptionRefused
from sasando.plugins.addresses import address_problem

SUBSCRIBE, UNSUBSCRIBE = "subscribe", "unsubscribe"
SHORTEST, USUAL, LONGEST = timedelta(days=1), timedelta(days=10), timedelta(days=30)
SECRET_BELOW = 200  # bytes (section 5.1)
MAX_CALLBACK, MAX_TOPIC = 2000, 500  # characters
MAX_FORM = 16_384  # bytes of one request


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a subscriber asks for, judged as far as the form alone can tell."""

    mode: str  # SUBSCRIBE or UNSUBSCRIBE
    topic: str  # the feed's address
    callback: str  # where the feed shall be sent
    secret: str = ""  # what deliveries are signed with
    lease: timedelta = USUAL


def read_wish(fields: Mapping[str, str], *, site_url: str, allow_loopback: bool) -> Wish:
    """Return what the ``hub.*`` fields ask for. Raises ``SubscriptionRefused``, with the reason."""
    mode = fields.get("hub.mode", "")
    if mode == "publish":
        raise SubscriptionRefused(
            "This hub serves its own house, which tells it what changed: pings are not needed.",
            status=403,
        )
    if mode not in (SUBSCRIBE, UNSUBSCRIBE):
        raise SubscriptionRefused("hub.mode must be subscribe or unsubscribe.")
    secret = fields.get("hub.secret", "")
    if len(secret.encode()) >= SECRET_BELOW:
        raise SubscriptionRefused(f"hub.secret must be shorter than {SECRET_BELOW} bytes.")
    return Wish(
        mode=mode,
        topic=_topic(fields.get("hub.topic", ""), site_url),
        callback=_callback(fields.get("hub.callback", ""), allow_loopback=allow_loopback),
        secret=secret,
        lease=granted_lease(fields.get("hub.lease_seconds", "")),
    )


def _topic(topic: str, site_url: str) -> str:
    if not topic.startswith(f"{site_url}/") or len(topic) > MAX_TOPIC or not topic.isprintable():
        raise SubscriptionRefused(f"hub.topic must be the address of a feed of {site_url}.")
    return topic


def _callback(callback: str, *, allow_loopback: bool) -> str:
    if len(callback) > MAX_CALLBACK or not callback.isascii() or not callback.isprintable():
        raise SubscriptionRefused(
            f"hub.callback must be a web address of at most {MAX_CALLBACK} ASCII characters."
        )
    problem = address_problem(callback, allow_loopback=allow_loopback)
    if problem:
        raise SubscriptionRefused(f"hub.callback: {problem}")
    if "#" in callback or " " in callback:
        raise SubscriptionRefused("hub.callback must have neither a fragment nor spaces.")
    return callback


def granted_lease(seconds: str) -> timedelta:
    """Return the lease for ``hub.lease_seconds``: 1 to 30 days, 10 where nothing was asked.

    Raises ``SubscriptionRefused`` for what is no number of seconds.
    """
    if not seconds:
        return USUAL
    if not (seconds.isascii() and seconds.isdigit()) or not int(seconds[:20]):
        raise SubscriptionRefused("hub.lease_seconds must be a positive whole number.")
    capped = min(int(seconds[:20]), round(LONGEST.total_seconds()))
    return max(timedelta(seconds=capped), SHORTEST)


def verification_url(
    callback: str, *, mode: str, topic: str, challenge: str, lease: timedelta
) -> str:
    """Return the address that asks a callback whether it wants this (section 5.3)."""
    fields = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": challenge}
    if mode == SUBSCRIBE:
        fields["hub.lease_seconds"] = str(round(lease.total_seconds()))
    return _with_query(callback, fields)


def denial_url(callback: str, *, topic: str, reason: str) -> str:
    """Return the address that tells a callback it gets nothing, or nothing more (section 5.2)."""
    return _with_query(callback, {"hub.mode": "denied", "hub.topic": topic, "hub.reason": reason})


def _with_query(callback: str, fields: Mapping[str, str]) -> str:
    """Append ``fields`` and leave the subscriber's own query as it is written."""
    mark = "?" if "?" not in callback else ("" if callback.endswith(("?", "&")) else "&")
    return f"{callback}{mark}{urlencode(fields)}"


def link_header(*, hub: str, topic: str) -> str:
    """Return the ``Link`` header of a feed and of its deliveries (sections 4 and 7)."""
    return f'<{hub}>; rel="hub", <{topic}>; rel="self"'


def delivery_headers(*, hub: str, topic: str, content_type: str) -> dict[str, str]:
    """Return the headers of a delivery, its signature apart (section 7)."""
    return {"Content-Type": content_type, "Link": link_header(hub=hub, topic=topic)}


def signature(secret: str, body: bytes) -> str:
    """Return the value of ``X-Hub-Signature`` (section 7.1): HMAC with SHA-256."""
    return f"sha256={hmac.new(secret.encode(), body, 'sha256').hexdigest()}"
