"""A link somebody sent is followed safely, and its page read."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.plugins import Context, TryLater, fetching
from sasando.plugins.fetching import MAX_BYTES, Fetched, LinkRefused, fetch_page
from sasando.plugins.reading import read_link, read_page
from sasando.rendering.phrases import LANGUAGES, phrase
from tests.messengers.web_server import PAGE, WebServer


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


def refusal(url: str, context: Context) -> str:
    with pytest.raises(LinkRefused) as caught:
        fetch_page(url, context=context)
    assert caught.value.words
    return caught.value.reason


def fetched(body: bytes, **changes: object) -> Fetched:
    page = Fetched(url="https://kupang.example/x", hops=(), mime="text/html", body=body, cut=False)
    return replace(page, **changes)  # type: ignore[arg-type]


class TestFollowing:
    def test_a_page_is_read(self, web: WebServer, context: Context) -> None:
        page = read_link(web.url("/to/" + web.url("/berita/1?utm_source=wa")), context=context)
        assert page.title == "Benarkah pilkada ditunda?"
        assert "tetap berlangsung pada 27 November 2024" in page.text
        assert "Beranda" not in page.text
        assert page.canonical.endswith("/berita/1")
        assert len(page.links) == 2
        assert (page.language, page.picture) == ("id", "https://kupang.example/a.jpg")
        [review] = page.reviews
        assert (review.claim, review.rating) == ("Pilkada ditunda", "Salah")

    def test_five_hops_are_followed_and_no_more(self, web: WebServer, context: Context) -> None:
        assert fetch_page(web.url("/count/4"), context=context).url == web.url("/berita/1")
        assert refusal(web.url("/count/5"), context) == "too_many_hops"

    def test_circles_are_seen(self, web: WebServer, context: Context) -> None:
        assert refusal(web.url("/to/"), context) == "circle"

    def test_what_is_no_name_of_a_host_is_refused(self, web: WebServer, context: Context) -> None:
        assert refusal("https://xn--a.com/", context) == "no_address"
        assert refusal(web.url("/to/https://xn--a.com/"), context) == "no_address"

    @pytest.mark.parametrize(
        "inside",
        [
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://0.0.0.0/",
            "http://2130706433.example.invalid@10.0.0.1/",
            "http://127.1/",
            "http://0x7f000001/",
        ],
    )
    def test_nothing_inside_a_network_is_called_also_after_a_redirect(
        self, web: WebServer, context: Context, inside: str
    ) -> None:
        outside = replace(context, allow_loopback=False)
        assert refusal(inside, outside) in ("inside", "no_address")
        if "127.1" not in inside and "0x7f" not in inside:
            assert refusal(web.url("/to/" + inside), context) in ("inside", "no_address")

    def test_a_public_context_does_not_call_this_machine(
        self, web: WebServer, context: Context
    ) -> None:
        outside = replace(context, allow_loopback=False)
        assert refusal(web.url("/"), outside) == "strange_port"
        assert refusal("http://localhost/", outside) == "inside"
        assert web.asked == []

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "abc",
            "ftp://a.id/",
            "file:///etc/passwd",
            "http://a:b@a.id/",
            "http://[",
            "http://a.id:99999/",
        ],
    )
    def test_only_web_addresses_are_followed(
        self, web: WebServer, context: Context, url: str
    ) -> None:
        assert refusal(url, context) in ("no_address", "inside")
        if url.startswith(("ftp", "file")):
            assert refusal(web.url("/to/" + url), context) == "no_address"

    def test_five_gigabytes_stop_at_the_limit(self, web: WebServer, context: Context) -> None:
        page = fetch_page(web.url("/huge"), context=context)
        assert (len(page.body), page.cut) == (MAX_BYTES, True)
        assert web.sent < 20 * MAX_BYTES  # what fits into the buffers on the way

    def test_a_bomb_does_not_go_off(self, web: WebServer, context: Context) -> None:
        page = fetch_page(web.url("/bomb"), context=context)
        assert (len(page.body), page.cut) == (MAX_BYTES, True)

    def test_a_packed_page_is_unpacked(self, web: WebServer, context: Context) -> None:
        assert fetch_page(web.url("/gzip"), context=context).body == PAGE
        assert refusal(web.url("/broken"), context) == "broken"

    def test_all_hops_share_one_clock(
        self, web: WebServer, context: Context, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fetching, "MAX_SECONDS", 0.6)
        for path in ("/drip", "/silent"):
            started = time.monotonic()
            with pytest.raises(TryLater):
                fetch_page(web.url(path), context=context)
            assert time.monotonic() - started < 20  # it would be 30, and for ever

    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("/status/404", "status"),
            ("/status/503", "status"),
            ("/status/304", "status"),
            ("/type/application/pdf", "no_page"),
            ("/type/video/mp4", "no_page"),
            ("/type/", "no_page"),
        ],
    )
    def test_what_is_no_page_is_refused_kindly(
        self, web: WebServer, context: Context, path: str, reason: str
    ) -> None:
        assert refusal(web.url(path), context) == reason

    def test_a_closed_door_is_tried_later(self, context: Context) -> None:
        with pytest.raises(TryLater):
            fetch_page("http://127.0.0.1:1/", context=context)

    def test_charsets_are_heeded(self, web: WebServer, context: Context) -> None:
        assert "café" in read_link(web.url("/latin"), context=context).text


def test_every_refusal_has_its_sentence() -> None:
    reasons = [
        "no_address",
        "inside",
        "strange_port",
        "circle",
        "too_many_hops",
        "status",
        "no_page",
        "broken",
    ]
    for language in LANGUAGES:
        for reason in reasons:
            assert phrase(f"reading.{reason}", language, port=1, limit=1, status=1, kind="x")


class TestReadingAPage:
    def test_a_page_does_not_pass_itself_off_as_another_site(self) -> None:
        page = PAGE.replace(b'href="/berita/1"', b'href="https://kpu.go.id/asli"')
        assert read_page(fetched(page)).canonical == "https://kupang.example/x"

    def test_its_own_address_may_differ_in_the_front(self) -> None:
        page = PAGE.replace(b'href="/berita/1"', b'href="https://www.kupang.example/berita/1"')
        assert read_page(fetched(page)).canonical == "https://kupang.example/berita/1"

    def test_plain_text_is_itself(self) -> None:
        assert read_page(fetched(b"halo \xc3\xa9\x00", mime="text/plain")).text == "halo é"

    @pytest.mark.parametrize("body", [b"", b" ", b"\x00" * 50, b"<!--", b"<div>" * 60_000])
    def test_a_page_nobody_could_read_is_empty(self, body: bytes) -> None:
        page = read_page(fetched(body))
        assert (page.title, page.text) == ("", "")

    def test_a_page_cut_inside_a_character_is_read(self) -> None:
        cut = "<p>café dan seterusnya dan seterusnya</p>".encode()[:7]
        assert "caf" in read_page(fetched(b"<html><body>" + cut, cut=True, charset="utf-8")).text

    @settings(max_examples=150)
    @given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "latin-1", "x-none", "utf-16"]))
    def test_whatever_the_bytes_they_are_read(self, body: bytes, charset: str) -> None:
        read_page(fetched(body, charset=charset)).text.encode()

    @pytest.mark.parametrize(
        "marks",
        [
            "<link rel=canonical href='" + "/amp" * 400_000 + "'>",
            "<link rel=canonical href='/" + "/amp" * 400 + "'>" * 100,
        ],
    )
    def test_a_canonical_address_built_to_choke_costs_no_time(self, marks: str) -> None:
        start = time.process_time()
        read_page(fetched(f"<html><head>{marks}</head><p>Isi</p></html>".encode()))
        assert time.process_time() - start < 10

    @settings(max_examples=150)
    @given(
        st.lists(
            st.sampled_from(
                [
                    "<p>",
                    "</p>",
                    "<title>",
                    "<meta property='og:title' content='a'>",
                    "<article>",
                    "kata ",
                    "<link rel=canonical href='http://['>",
                    "<script type='application/ld+json'>",
                    "</script>",
                    '{"@type":"ClaimReview","claimReviewed":["a"],"reviewRating":[1]}',
                    "<![CDATA[",
                    "&#0;",
                    "<svg>",
                    "<table>",
                    "<time datetime='x'>",
                    "<html lang=>",
                    "<body>",
                    "\ud800",
                    "<a href='//['>b</a>",
                ]
            ),
            max_size=40,
        )
    )
    def test_strange_marks_are_read(self, pieces: list[str]) -> None:
        read_page(fetched("".join(pieces).encode("utf-8", "replace"))).text.encode()
