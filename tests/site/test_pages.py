"""Every public page: there, right, light, within its budget of queries, and strict."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from lxml import html

from sasando.desk.models import Version
from tests.desk.builders import NOW

# page → most queries it may make
BUDGETS = {
    "/": 9,
    "/en/": 9,
    "/rilis/": 2,
    "/en/releases/": 2,
    "/rilis/2024/09/": 1,
    "/cek-fakta/": 2,
    "/en/fact-checks/": 2,
    "/cek-fakta/nomor-paslon/": 7,
    "/rilis/tps/": 7,
    "/rilis/tps/v/1/": 7,
    "/rilis/tps/v/2/perbedaan/": 6,
    "/kalender/": 4,
    "/kalender/pilkada2024/": 4,
    "/rilis/tps/sematan/": 5,
    "/cek-fakta/nomor-paslon/sematan/": 5,
    "/kalender/sematan/": 3,
    "/kalender/pilkada2024/sematan/": 4,
    "/tempat/": 1,
    "/tempat/53.71/": 9,
    "/cari/?q=tps": 2,
    "/tentang/": 9,
    "/en/about/": 9,
    "/en/about/partnership/": 1,
    "/verifikasi/": 0,
    "/cek/": 1,
    "/en/check/": 1,
    "/cek/angka/": 2,
    "/en/check/figures/": 2,
    "/en/verify/": 0,
    "/langgan/": 1,
    "/en/subscribe/": 1,
}
WIRE = 50_000  # bytes
VOID = {"meta", "link", "br", "img", "input", "hr", "wbr", "source", "base"}


class Balance(HTMLParser):
    """Every element that opens is closed, in order; nothing is left to a browser's guess."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert not (
            tag in ("p", "ul", "ol", "h1", "h2", "h3", "section", "div", "table", "dl")
            and "p" in self.open
        ), f"<{tag}> inside <p> at {self.getpos()}"
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> at {self.getpos()}"


def fetch(path: str, **kwargs):
    return Client().get(path, **kwargs)


@pytest.mark.parametrize(("path", "budget"), BUDGETS.items())
def test_page_stays_within_its_budget_and_its_weight(
    standing, path, budget, django_assert_max_num_queries
):
    with django_assert_max_num_queries(budget):
        response = fetch(path)
    assert response.status_code == 200, response.content
    assert len(response.content) < WIRE


@pytest.mark.parametrize("path", BUDGETS)
def test_page_is_valid_and_strict(standing, path):
    response = fetch(path)
    Balance().feed(response.content.decode())
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "Set-Cookie" not in response.headers
    tree = html.fromstring(response.content)
    assert not tree.xpath("//style | //@style")
    assert not tree.xpath("//script[not(@src) and not(@type='application/ld+json')]")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert len(tree.xpath("//h1")) == 1
    language = "en" if path.startswith("/en/") else "id"
    assert tree.get("lang") == language == response.headers["Content-Language"]


def test_every_link_of_the_site_leads_somewhere(standing):
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith(("/static/", "/desk/")):
            continue
        seen.add(path)
        response = fetch(path)
        assert response.status_code in (200, 301, 302), f"{path}: {response.status_code}"
        if "html" not in response.headers["Content-Type"]:
            continue
        tree = html.fromstring(response.content)
        for href in tree.xpath("//@href | //img/@src"):
            href = href.removeprefix("https://sasando.example").split("#")[0]
            if href.startswith("/") and not href.startswith("//"):
                waiting.append(href)
    assert len(seen) > 50


def test_home_puts_urgent_notices_first_and_marks_what_is_unconfirmed(standing, time_machine_at):
    time_machine_at(NOW)
    page = fetch("/").content.decode()
    assert page.index("Pengumuman segera") < page.index("Rilis resmi terbaru")
    assert "5 " not in re.search(r'count-days">(\d+)', page)[1]


def test_home_counts_the_days_to_the_next_stage(standing, time_machine_at):
    time_machine_at(NOW)  # 20 September 2024; the campaign begins on the 25th
    page = fetch("/").content.decode()
    assert re.search(r'count-days">(\d+)<', page)[1] == "5"
    assert "hari lagi" in page


def test_corrected_item_stands_at_its_own_address_with_its_difference(standing):
    page = fetch("/rilis/tps/").content.decode()
    assert "semula tertulis 552; yang benar 553" in page
    assert "/rilis/tps/v/2/perbedaan/" in page
    old = fetch("/rilis/tps/v/1/").content.decode()
    assert "Anda membaca versi 1, bukan yang terbaru" in old
    difference = fetch("/rilis/tps/v/2/perbedaan/").content.decode()
    assert "<del>" in difference and "<ins>" in difference


def test_withdrawn_item_keeps_its_page(full):
    from sasando.desk import actions

    version = Version.objects.current().get(slug="tps")
    actions.withdraw(version=version, by=full.second, reason="Datanya keliru.", at=NOW)
    response = fetch("/rilis/tps/")
    assert response.status_code == 200
    assert "Alasan: Datanya keliru." in response.content.decode()
    assert fetch(f"/v/{version.code}/teks.txt").status_code == 410


def test_unpublished_texts_are_nowhere(full):
    version = full.proposed("release", title="Rahasia sebelum waktunya", slug="rahasia")
    assert fetch("/rilis/rahasia/").status_code == 404
    assert fetch(f"/v/{version.code}").status_code == 404
    for path in ("/", "/rilis/", "/cari/?q=rahasia", "/umpan/semua.atom", "/sitemap/2024-09.xml"):
        assert "Rahasia sebelum" not in fetch(path).content.decode()


@pytest.mark.parametrize("path", ["/rilis/tidak-ada/", "/en/nothing/", "/rilis/2024/13/", "/v/XX"])
def test_missing_page_answers_in_its_language(standing, path):
    response = fetch(path)
    assert response.status_code == 404
    assert html.fromstring(response.content).get("lang") == ("en" if "/en/" in path else "id")


@pytest.mark.parametrize(
    "path",
    [
        "/umpan/semua.atom",
        "/umpan/all.rss",
        "/umpan/rilis.json",
        "/umpan/ninjs.json",
        "/umpan/claimreview.json",
        "/umpan/cek-fakta.atom",
        "/kalender.ics",
        "/kalender/pilkada2024.ics",
        "/sitemap.xml",
        "/sitemap-news.xml",
        "/sitemap/2024-09.xml",
        "/robots.txt",
        "/.well-known/sasando/keys.json",
        "/.well-known/sasando/log.json",
    ],
)
def test_machines_are_served(standing, path):
    response = fetch(path)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.content


def test_log_proves_what_it_holds(standing):
    from sasando.trust.heads import SignedHead, verify_head
    from sasando.trust.log import leaf_hash, verify_inclusion

    version = Version.objects.current().get(slug="tps")
    log = fetch(f"/.well-known/sasando/log.json?kode={version.code}").json()
    proof = log["inclusion"]
    assert verify_inclusion(
        leaf=leaf_hash(proof["entry"].encode()),
        index=proof["index"],
        size=log["size"],
        proof=[bytes.fromhex(node) for node in proof["path"]],
        root=bytes.fromhex(log["root"]),
    )
    head = SignedHead.from_json(log["head"])
    key = standing.kpu.signing_keys.get().key
    assert verify_head(head, key)
