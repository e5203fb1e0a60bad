"""Which addresses may be called: none that lies inside a network, in any disguise."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.plugins import Refused, TryLater
from sasando.plugins.addresses import address_problem, checked_addresses, connect, refusal_of

INSIDE = [
    ip_network(text)
    for text in [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.2.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::1/128",
        "::/128",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
        "2001:db8::/32",
        "64:ff9b:1::/48",
    ]
]


def addresses_of(network):
    size = network.num_addresses
    return st.integers(0, size - 1).map(lambda i: network[i])


inside = st.sampled_from(INSIDE).flatmap(addresses_of)
inside_v4 = st.sampled_from([n for n in INSIDE if n.version == 4]).flatmap(addresses_of)


@given(inside)
def test_no_address_inside_a_network_may_be_called(address: IPv4Address | IPv6Address) -> None:
    assert refusal_of(address)


@given(inside)
def test_allowing_loopback_allows_loopback_only(address: IPv4Address | IPv6Address) -> None:
    assert (refusal_of(address, allow_loopback=True) is None) == address.is_loopback


@given(inside_v4)
def test_no_disguise_in_ipv6_helps(address: IPv4Address) -> None:
    number = int(address)
    mapped = IPv6Address(f"::ffff:{address}")
    compatible = IPv6Address(number)
    nat64 = IPv6Address(int(IPv6Address("64:ff9b::")) | number)
    six_to_four = IPv6Address((0x2002 << 112) | (number << 80))
    teredo = IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF))
    for disguise in (mapped, compatible, nat64, six_to_four, teredo):
        assert refusal_of(disguise), disguise


@pytest.mark.parametrize(
    "text", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"]
)
def test_public_addresses_may_be_called(text: str) -> None:
    assert refusal_of(ip_address(text)) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mitra.example",
        "ftp://mitra.example/",
        "file:///etc/passwd",
        "https://",
        "https://user:rahasia@mitra.example/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[fe80::1%25eth0]/",
        "http://10.0.0.1:8080/",
        "https://mitra.example:99999/",
        "https://mitra example/",
        "https://xn--a.com/",
    ],
)
def test_a_wrong_url_is_told_without_the_network(url: str) -> None:
    assert address_problem(url)


def test_a_right_url_is_fine() -> None:
    assert address_problem("https://mitra.example:8443/sasando?x=1") is None


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    assert address_problem(text) is None or address_problem(text)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1"])
def test_names_and_numbers_of_this_machine_are_refused(host: str) -> None:
    with pytest.raises(Refused, match="public address"):
        checked_addresses(host, 80)


def test_one_inner_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 80)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Refused, match=r"10\.0\.0\.7"):
        checked_addresses("mitra.example", 80)


def test_a_name_that_does_not_resolve_is_tried_later() -> None:
    with pytest.raises(TryLater, match="typing error"):
        checked_addresses("tidak-ada.invalid", 80)
    with pytest.raises(TryLater, match="typing error"):
        checked_addresses("x" * 70 + ".example", 80)


def test_the_next_address_is_tried_when_one_is_dead() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with connect("localhost", port, timeout=2, allow_loopback=True) as reached:
            assert reached.getpeername()[1] == port
    with pytest.raises(OSError, match="refused"):
        connect("127.0.0.1", port, timeout=2, allow_loopback=True)
