"""Access to the Graph API: what an outlet is asked for, and whether it still holds.

https://developers.facebook.com/docs/graph-api/reference/debug_token
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sasando.channels.builtin.graph import Graph
from sasando.channels.builtin.messengers.payload import number, part, text
from sasando.plugins.addresses import address_problem
from sasando.plugins.channel import Field, Problem, Refused, TryLater

TOKEN = Field(
    name="token",
    label="Page access token",
    help="Of the Page, made by a system user. While it is empty a person posts by hand.",
    required=False,
    secret=True,
)
APP_SECRET = Field(
    name="app_secret",
    label="App secret",
    help="App settings, Basic. Needed if the app demands proof of it.",
    required=False,
    secret=True,
)
VERSION = Field(name="version", label="Graph API version", default="v25.0")
SERVER = Field(name="server", label="Server", default="https://graph.facebook.com")
PAGE_ID = Field(
    name="page_id",
    label="Page ID",
    help="A number: the Page, About, Page transparency.",
    required=False,
)
_VERSION = re.compile(r"v\d{1,3}\.\d", re.ASCII)
USED_MUCH = 80  # percent of what the platform allows
_LAST_SECOND = 253_402_300_800  # the year 10000


def settings_problems(graph: Graph, options: Mapping[str, str], *, of: str) -> list[Problem]:
    """Return what is wrong with the options; ``of`` names the one that holds the identifier."""
    problems = []
    identifier = options[of]
    if identifier and not (identifier.isascii() and identifier.isdecimal()):
        problems.append(Problem(field=of, message=graph.says("digits")))
    if options["token"] and not identifier:
        problems.append(Problem(field=of, message=graph.says("no_id")))
    if not _VERSION.fullmatch(options["version"]):
        problems.append(Problem(field="version", message=graph.says("version_form")))
    wrong = address_problem(options["server"], allow_loopback=graph.context.allow_loopback)
    if wrong:
        problems.append(Problem(field="server", message=wrong))
    return problems


def token_problems(
    graph: Graph, *, page: str, needed: tuple[str, ...], wished: tuple[str, ...]
) -> list[Problem]:
    """Ask whether the token still holds, how long, and for what. Never raises.

    ``page`` is whose token it must be, "" when a person's will do. Without a permission of
    ``needed`` nothing goes out; without one of ``wished`` something is missing.
    """
    try:
        said = graph.get("debug_token", input_token=graph.token)
    except (Refused, TryLater) as error:
        fatal = isinstance(error, Refused)
        return [Problem(field="token", message=error.words, fatal=fatal)]
    told = part(said.values, "data")
    if told.get("is_valid") is not True:
        words = graph.scrubbed(text(part(told, "error"), "message")) or "is_valid: false"
        return [Problem(field="token", message=graph.says("bad_token", words=words))]
    problems = _permission_problems(graph, told, needed, wished)
    problems += _end_problems(graph, told)
    owner = text(told, "profile_id")
    if page and owner and owner != page:
        problems.append(Problem(field="token", message=graph.says("other_page", page=owner)))
    elif page and text(told, "type") not in ("PAGE", ""):
        problems.append(Problem(field="token", message=graph.says("personal_token")))
    if graph.usage >= USED_MUCH:
        message = graph.says("used_much", percent=graph.usage)
        problems.append(Problem(field="", message=message, fatal=False))
    return problems


def _permission_problems(
    graph: Graph, told: dict[str, Any], needed: tuple[str, ...], wished: tuple[str, ...]
) -> list[Problem]:
    scopes = told.get("scopes")
    granted = set(map(str, scopes)) if isinstance(scopes, list) else set()
    problems = []
    for names, key, fatal in ((needed, "needs", True), (wished, "wishes", False)):
        missing = [name for name in names if name not in granted]
        if missing:
            message = graph.says(key, names=", ".join(missing))
            problems.append(Problem(field="token", message=message, fatal=fatal))
    return problems


def _end_problems(graph: Graph, told: dict[str, Any]) -> list[Problem]:
    """Return when the token ends, or the access to data with it; 0 means never."""
    problems = []
    for name, key in (("expires_at", "ends"), ("data_access_expires_at", "data_ends")):
        seconds = number(told, name) or 0
        if 0 < seconds < _LAST_SECOND:
            ends_at = datetime.fromtimestamp(seconds, UTC)
            message = graph.says(key, day=ends_at.date().isoformat())
            problems.append(Problem(field="token", message=message, ends_at=ends_at))
    return problems
