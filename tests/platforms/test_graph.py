"""What the Graph API refuses, and what a person at the desk reads of it."""

from datetime import UTC, datetime, timedelta

import pytest

from sasando.channels.builtin.facebook import Facebook
from sasando.channels.builtin.graph import Graph, Uncertain, moment_of, web_address
from sasando.channels.builtin.graph_errors import BY_CODE, BY_SUBCODE, failure_of
from sasando.plugins import Context, Refused, TryLater
from sasando.rendering.phrases import LANGUAGES, phrase
from tests.platforms.graph_server import GraphServer


@pytest.fixture
def client(graph: GraphServer, house: Context) -> Graph:
    options = Facebook(options=graph.options, context=house).options
    return Graph(options, house, platform="Facebook")


def test_every_failure_has_its_sentence_in_every_language() -> None:
    for failure in {*BY_CODE.values(), *BY_SUBCODE.values()}:
        for language in LANGUAGES:
            said = phrase(f"graph.{failure.phrase}", language, platform="Facebook", words="190: x")
            assert "190: x" in said


@pytest.mark.parametrize(
    ("code", "subcode", "error", "words"),
    [
        (190, 0, Refused, "tidak menerima token"),
        (190, 460, Refused, "tidak menerima token"),
        (190, 463, Refused, "sudah kedaluwarsa"),
        (190, 467, Refused, "sudah kedaluwarsa"),
        (102, 0, Refused, "tidak menerima token"),
        (3, 0, Refused, "tidak berhak"),
        (10, 0, Refused, "tidak berhak"),
        (200, 0, Refused, "tidak berhak"),
        (299, 0, Refused, "tidak berhak"),
        (4, 0, TryLater, "Jatah panggilan"),
        (17, 0, TryLater, "Jatah panggilan"),
        (32, 0, TryLater, "Jatah panggilan"),
        (341, 0, TryLater, "Jatah panggilan"),
        (613, 0, TryLater, "Jatah panggilan"),
        (80001, 0, TryLater, "Jatah panggilan"),
        (368, 0, TryLater, "Kualitas Halaman"),
        (506, 0, Refused, "teks yang sama"),
        (100, 33, Refused, "sudah tidak ada"),
        (803, 0, Refused, "sudah tidak ada"),
        (1609005, 0, TryLater, "membuka alamat kita"),
        (1, 0, Uncertain, "sedang terganggu"),
        (2, 0, Uncertain, "sedang terganggu"),
        (12, 0, Refused, "Versi Graph API"),
        (2500, 0, Refused, "Versi Graph API"),
        (100, 0, Refused, "menolak: 100"),
        (999_999, 0, Refused, "menolak: 999999"),
    ],
)
def test_each_error_says_what_to_do(
    graph: GraphServer, client: Graph, code: int, subcode: int, error: type, words: str
) -> None:
    graph.fail_next(code, "Alasan Facebook", subcode=subcode)
    with pytest.raises(error, match=words) as raised:
        client.get(graph.page_id)
    number = f"{code}/{subcode}" if subcode else str(code)
    assert f"{number}: (#{code}) Alasan Facebook" in raised.value.words


@pytest.mark.parametrize(("status", "error"), [(500, Uncertain), (429, TryLater), (401, Refused)])
def test_an_unknown_code_is_judged_by_the_status(
    graph: GraphServer, client: Graph, status: int, error: type
) -> None:
    graph.fail_next(987_654, status=status)
    with pytest.raises(error):
        client.get(graph.page_id)


def test_the_sentence_for_people_is_preferred(graph: GraphServer, client: Graph) -> None:
    graph.fail_next(100, "Param error", said="Gambar ini terlalu besar.")
    with pytest.raises(Refused, match="Gambar ini terlalu besar"):
        client.get(graph.page_id)


def test_what_is_throttled_waits_as_long_as_the_header_says(
    graph: GraphServer, client: Graph
) -> None:
    usage = (
        '{"104862957381":[{"type":"pages","call_count":100,"total_cputime":2,"total_time":2,'
        '"estimated_time_to_regain_access":37}]}'
    )
    graph.usage = {"X-Business-Use-Case-Usage": usage}
    graph.fail_next(80001, "There have been too many calls to this Page account")
    with pytest.raises(TryLater) as busy:
        client.get(graph.page_id)
    assert busy.value.after == timedelta(minutes=37)
    assert client.usage == 100


@pytest.mark.parametrize(
    "value", ["", "{", "[]", "null", '{"a":[1]}', '{"call_count":"90"}', "[" * 9000]
)
def test_a_strange_usage_header_says_nothing(graph: GraphServer, client: Graph, value: str) -> None:
    graph.usage = {"X-App-Usage": value}
    with pytest.raises(TryLater) as busy:
        graph.fail_next(4)
        client.get(graph.page_id)
    assert busy.value.after == timedelta(minutes=15)
    assert client.usage == 0


def test_secrets_do_not_come_back_in_words(graph: GraphServer, house: Context) -> None:
    options = {**graph.options, "token": "EAAGsalah", "version": "v25.0"}
    wrong = Graph(options, house, platform="Facebook")
    with pytest.raises(Refused) as refused:
        wrong.get(graph.page_id)
    assert "EAAGsalah" not in refused.value.words
    assert "Malformed access token …" in refused.value.words


def test_the_app_secret_is_proven_where_the_app_demands_it(
    graph: GraphServer, house: Context
) -> None:
    without = Facebook(options=graph.options, context=house)
    graph.app_secret = "rahasia-aplikasi"
    [problem] = without.diagnose()
    assert "rahasia aplikasi" in problem.message
    wrong = Facebook(options={**graph.options, "app_secret": "lain"}, context=house)
    [problem] = wrong.diagnose()
    assert "rahasia aplikasi" in problem.message
    assert Facebook(options=graph.options, context=house).diagnose() == []


def test_another_version_is_refused(graph: GraphServer, house: Context) -> None:
    old = Facebook(options={**graph.options, "version": "v12.0"}, context=house)
    [problem] = old.diagnose()
    assert "Versi Graph API" in problem.message


@pytest.mark.parametrize("body", [b"", b"<html>maaf</html>", b"null", b"[1]", b'"x"', b"{}"])
def test_a_success_that_cannot_be_read_proves_nothing(
    graph: GraphServer, client: Graph, body: bytes
) -> None:
    graph.babble_next(body)
    with pytest.raises(Uncertain, match="tidak bisa dibaca"):
        client.get(graph.page_id)


def test_a_line_that_breaks_leaves_it_open(graph: GraphServer, client: Graph) -> None:
    graph.lose_next()
    with pytest.raises(Uncertain):
        client.get("debug_token", input_token=client.token)


def test_codes_that_are_known_twice_go_by_the_finer_one() -> None:
    assert failure_of(4, 2207051, "", 400).phrase == "blocked"
    assert failure_of(4, 0, "", 400).phrase == "slow_down"


def test_a_token_that_facebook_calls_invalid_is_a_problem(
    graph: GraphServer, house: Context
) -> None:
    said = b'{"data": {"is_valid": false, "error": {"code": 190, "message": "Session expired"}}}'
    graph.babble_next(said, on="debug_token")
    [problem] = Facebook(options=graph.options, context=house).diagnose()
    assert problem.fatal and "Session expired" in problem.message


@pytest.mark.parametrize(
    "value", ["", "kemarin", "2024-09-20T09:30:00", "2024-13-01T00:00:00+0000"]
)
def test_a_time_that_cannot_be_read_is_ours(value: str) -> None:
    ours = datetime(2024, 9, 20, tzinfo=UTC)
    assert moment_of(value, ours) == ours
    assert moment_of("2024-09-20T09:30:00+0800", ours).hour == 9


@pytest.mark.parametrize("value", ["javascript:alert(1)", "//x", "https://" + "a" * 2000, ""])
def test_an_address_nobody_should_follow_is_left_out(value: str) -> None:
    assert web_address(value) == ""
