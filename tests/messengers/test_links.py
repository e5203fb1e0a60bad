"""Addresses: found in words, brought into one normal form."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.plugins.links import links_in, normal_link, site_of


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("http://www.KPU.go.id/a/?utm_source=wa&b=2&a=1#x", "https://kpu.go.id/a?a=1&b=2"),
        ("https://amp.kompas.com/x/amp/", "https://kompas.com/x"),
        (
            "https://m.facebook.com/KPU/posts/1?mibextid=x&rdid=y",
            "https://facebook.com/KPU/posts/1",
        ),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.id%2Fx%3Ffbclid%3D1&h=z",
            "https://a.id/x",
        ),
        ("https://www.google.com/url?q=https://a.id/b&sa=D", "https://a.id/b"),
        ("https://www.google.com/amp/s/a.id/b/amp", "https://a.id/b"),
        ("https://a-id.cdn.ampproject.org/v/s/a.id/b", "https://a.id/b"),
        ("https://youtu.be/dQw4?si=abc", "https://youtube.com/watch?v=dQw4"),
        ("https://m.youtube.com/shorts/dQw4?feature=share", "https://youtube.com/watch?v=dQw4"),
        ("https://twitter.com/KPU_ID/status/1?s=20&t=x", "https://x.com/KPU_ID/status/1"),
        ("https://a.id/?s=pencarian&p=12", "https://a.id?p=12&s=pencarian"),
        ("https://a.id:8080/%7Ekpu/%c3%a9", "https://a.id:8080/~kpu/%C3%A9"),
        ("HTTPS://MÜLLER.example/", "https://xn--mller-kva.example"),
    ],
)
def test_the_same_page_has_one_form(written: str, normal: str) -> None:
    assert normal_link(written) == normal


@pytest.mark.parametrize(
    "written", ["", "ftp://a.id/", "javascript:alert(1)", "http://", "http://[::1", "https://kpu"]
)
def test_what_is_no_web_address_has_none(written: str) -> None:
    assert normal_link(written) == ""


def test_addresses_are_found_in_words() -> None:
    text = (
        "Cek di kpu.go.id/pilkada, (lihat https://a.com/x_(y)) atau *bit.ly/abc*. E-mel a@b.com; "
        "jam 10.00, 275.085 pemilih, dll.dsb www.example.com! kpu.go.id/pilkada"
    )
    assert links_in(text) == (
        "https://kpu.go.id/pilkada",
        "https://a.com/x_(y)",
        "https://bit.ly/abc",
        "https://www.example.com",
    )


def test_a_flood_of_addresses_is_cut() -> None:
    assert len(links_in(" ".join(f"a.id/{n}" for n in range(1000)))) == 20
    assert links_in("https://a.id/" + "x" * 3000) == ()


def test_the_site_of_an_address() -> None:
    assert site_of("https://www.kpu.go.id/x") == "kpu.go.id"
    assert site_of("kosong") == ""


BEGINNINGS = st.sampled_from(
    [
        "",
        "https://a.id/",
        "http://m.youtube.com/",
        "https://l.facebook.com/l.php?u=https://a.id/",
        "https://www.google.com/url?q=http://a.id/",
        "https://x.cdn.ampproject.org/c/",
        "http://a.id?",
    ]
)


@given(BEGINNINGS, st.text(max_size=60))
def test_the_normal_form_is_its_own(beginning: str, rest: str) -> None:
    normal = normal_link(beginning + rest)
    assert normal_link(normal) == normal


@given(st.text())
def test_any_text_is_searched(text: str) -> None:
    for link in links_in(text):
        assert normal_link(link)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.com/" + ")" * 1_000_000,
        "https://a.com/" + "(" * 500_000 + ")" * 500_000,
        "https://a.com" + "/amp" * 250_000,
        "https://" + "m." * 500_000 + "a.com",
        "a." * 500_000 + "zz",
    ],
)
def test_an_address_built_to_choke_a_reader_costs_no_time(text: str) -> None:
    start = time.process_time()  # other programs of the machine count for nothing
    links_in(text)
    normal_link(text)
    assert time.process_time() - start < 5


def test_what_says_nothing_at_the_end_of_a_path_is_taken_off() -> None:
    assert normal_link("https://www.m.a.com/x/amp/index.html//amp/") == "https://a.com/x"
    assert links_in("https://a.com/x_(y)...)]*") == ("https://a.com/x_(y)",)
