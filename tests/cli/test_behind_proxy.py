"""Behind a proxy the senders are told apart by what it says of them; without one nobody is believed."""

from typing import Any

import pytest
import waitress

from sasando.cli.running import serve


@pytest.mark.parametrize(("header", "cleared"), [(None, True), (("HTTP_X", "https"), False)])
def test_what_a_proxy_says_of_the_sender_is_kept_behind_one_only(
    settings: Any, monkeypatch: pytest.MonkeyPatch, header: Any, cleared: bool
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(waitress, "serve", lambda _application, **options: given.update(options))
    monkeypatch.setattr("signal.signal", lambda *_args: None)
    settings.SECURE_PROXY_SSL_HEADER = header
    serve("127.0.0.1", 8000, 2)
    assert given["clear_untrusted_proxy_headers"] is cleared
