"""Whether a WordPress site lets the house in: asked with two calls, said in plain words."""

from collections.abc import Iterable, Mapping

from sasando.channels.builtin.wordpress_api import WordPressApi
from sasando.plugins import ChannelError, Problem

_RIGHTS = ("edit_posts", "edit_published_posts", "upload_files")


def access_problems(api: WordPressApi, *, status: str) -> list[Problem]:
    """Return what keeps ``api``'s user from posting with ``status``. Never raises."""
    try:
        index = api.get("/", _fields="namespaces,authentication")
    except ChannelError as error:
        return [Problem(field="url", message=error.words)]
    if "wp/v2" not in _listed(index, "namespaces"):
        return [Problem(field="url", message=api.says("no_rest", words=api.url))]
    if "application-passwords" not in _listed(index, "authentication"):
        return [Problem(field="password", message=api.says("passwords_off", words=api.url))]
    try:
        me = api.get("/wp/v2/users/me", context="edit", _fields="name,capabilities")
    except ChannelError as error:
        return [Problem(field="password", message=error.words)]
    held = me.get("capabilities") if isinstance(me, Mapping) else None
    wanted = [*_RIGHTS, *(["publish_posts"] if status == "publish" else [])]
    missing = [right for right in wanted if not (isinstance(held, Mapping) and held.get(right))]
    if not missing:
        return []
    return [Problem(field="username", message=api.says("rights", rights=", ".join(missing)))]


def _listed(index: object, name: str) -> Iterable[str]:
    value = index.get(name) if isinstance(index, Mapping) else None
    return value if isinstance(value, list | dict) else ()
