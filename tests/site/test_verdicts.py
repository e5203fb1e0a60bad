"""Fact-checks as readers and machines find them."""

from datetime import timedelta

from django.test import Client

from sasando.desk import actions
from sasando.plugins.claimreview import read_claim_reviews
from sasando.rendering.verdicts import family_message
from sasando.site.bake import listing_paths
from sasando.site.feeding import feeds_of
from sasando.site.touching import touched_by
from sasando.site.verification import Answer, verify_text
from tests.desk.builders import NOW

FEED = "/umpan/claimreview.json"
SLUG = "/cek-fakta/nomor-paslon/"


def text(path: str) -> str:
    return Client().get(path).content.decode()


def test_the_page_says_verdict_truth_and_what_to_send_on(standing) -> None:
    page = text(SLUG)
    for words in (
        "Konten palsu",
        "“Nomor urut paslon di surat suara tertukar!”",
        "Nomor urut di surat suara sama dengan keputusan KPU.",
        "Untuk dikirim ke grup keluarga",
        "https://wa.me/?text=Nomor+paslon+TIDAK+tertukar",
        "1080x1080.png",
        "Domi Nahak",  # the second checker, by name
        "Dion Tefa",  # the editor
    ):
        assert words in page, words


def test_a_verdict_stands_in_section_home_search_feeds_and_sitemap(standing) -> None:
    for path in (
        "/",
        "/cek-fakta/",
        "/cek-fakta/2024/09/",
        "/cari/?q=tertukar",
        "/cari/?q=keputusan",
        "/umpan/semua.atom",
        "/umpan/cek-fakta.rss",
        "/umpan/cek-fakta.json",
        "/umpan/ninjs.json",
        "/sitemap/2024-09.xml",
        FEED,
    ):
        assert "nomor-paslon" in text(path), path
    assert FEED in text("/cek-fakta/") and FEED not in text("/rilis/")
    assert "Cek fakta terbaru" in text("/")


def test_the_page_and_the_feed_give_the_same_claim_review(standing) -> None:
    (of_page,) = read_claim_reviews(text(SLUG).encode(), f"https://sasando.example{SLUG}")
    (of_feed,) = read_claim_reviews(text(FEED).encode(), f"https://sasando.example{FEED}")
    assert of_page == of_feed
    assert of_page.url == f"https://sasando.example{SLUG}"


def test_only_verdicts_make_the_claim_review_feed_stale(full) -> None:
    verdict = full.published("verdict", slug="lain", title="Hoaks: TPS pindah")
    release = full.published("release")
    assert FEED in touched_by(verdict) and FEED not in touched_by(release)
    assert FEED in set(listing_paths())
    assert not any(FEED in href for href in feeds_of(verdict.document))


def test_a_withdrawn_verdict_leaves_the_feed_and_keeps_its_page(full) -> None:
    version = full.published("verdict", slug="lain", title="Hoaks: TPS pindah")
    assert "/cek-fakta/lain/" in text(FEED)
    actions.withdraw(
        version=version, by=full.colleague, reason="Keliru.", at=NOW + timedelta(hours=1)
    )
    assert "/cek-fakta/lain/" not in text(FEED)
    page = text("/cek-fakta/lain/")
    assert "Alasan: Keliru." in page and "wa.me/?text=Nomor" not in page


def test_a_corrected_verdict_says_so_and_gives_the_new_rating(full) -> None:
    version = full.published("verdict", slug="lain", title="Hoaks: TPS pindah")
    edited = full.edit(
        version.item.specific,
        by=full.checker,
        rating="misleading",
        change_note="Penilaian semula “konten palsu”; sebagian isinya benar.",
    )
    at = NOW + timedelta(hours=2)
    second = actions.propose(item=edited, by=full.checker, at=at)
    for person in (full.editor, full.colleague):
        second = actions.approve(version=second, by=person, at=at)
    page = text("/cek-fakta/lain/")
    assert "sebagian isinya benar" in page and "Konten yang menyesatkan" in page
    assert "Konten palsu" in text("/cek-fakta/lain/v/1/")
    reviews = read_claim_reviews(text(FEED).encode(), FEED)
    assert "Menyesatkan: Konten yang menyesatkan" in {review.rating for review in reviews}


def test_the_words_for_the_family_verify_and_the_bare_claim_does_not(full) -> None:
    said = "Nomor paslon di surat suara TIDAK tertukar. Cocokkan sendiri dengan papan di TPS. "
    claim = "Nomor paslon tertukar, jangan pilih nomor satu, pilih nomor dua, sebarkan sekarang! "
    version = full.published("verdict", reply_for_family=said * 3, claim=claim * 3)
    document = version.document
    found = verify_text(family_message(document)).findings
    assert [finding.answer for finding in found] == [Answer.GENUINE]
    borrowed = verify_text(f"{claim * 3} https://sasando.example/v/{document.code}").findings
    assert [finding.answer for finding in borrowed] == [Answer.ALTERED]
