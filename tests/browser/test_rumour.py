"""The answer desk, as people use it: a rumour comes in, one claim, a verdict, everyone is told.

A visitor asks on the site, 40 others by Telegram, WhatsApp and the API. The worker is killed while
it tells them. Then the verdict is corrected. Each is told once, and once again.
"""

import re
from collections.abc import Callable, Iterator

import feedparser
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sasando.claims.actions.replies import LEASE
from sasando.rendering.phrases import phrase
from tests.browser.answer_desk import AnswerDesk, answering, log_in_with_factor
from tests.browser.conftest import SLOW
from tests.browser.crowd import BY_MESSENGER, EVERYONE, RUMOUR, Crowd
from tests.browser.house import House
from tests.browser.platforms import HoldingTelegram, HoldingWhatsApp
from tests.browser.test_main_job import SOON, eventually, get, insert, sole, submit, type_paragraph

HEADLINE = "Salah: tidak ada penjualan surat suara di TPS Oesapa"
TRUTH = "Semua surat suara di TPS Oesapa dihitung bersama saksi dan jumlahnya cocok."
CORRECTED = "Surat suara di 14 TPS Oesapa dihitung bersama saksi dan jumlahnya cocok."
EVIDENCE = "https://periksa-fakta-contoh.example/bukti/oesapa"
CHANGE = "Yang diperiksa 14 TPS, bukan semuanya."
NOT_YET, NEWS, CORRECTION = (
    phrase(f"chat.{name}", "id") for name in ("not_yet", "verdict", "correction")
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnswerDesk]:
    with answering(tmp_path_factory.mktemp("answer-desk")) as desk:
        yield desk


@pytest.fixture
def crowd(desk: AnswerDesk) -> Iterator[Crowd]:
    with HoldingTelegram() as telegram, HoldingWhatsApp() as whatsapp:
        yield Crowd(desk.house.url, telegram, whatsapp)


@pytest.fixture
def person(browser: Browser, desk: AnswerDesk) -> Iterator[Callable[[str], Page]]:
    """Opens the desk for one of its people, in a browser of their own, with a second factor."""
    contexts = []

    def enter(name: str) -> Page:
        context = browser.new_context(locale="id-ID", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(SLOW)
        contexts.append(context)
        return log_in_with_factor(context.new_page(), desk.house.url, name)

    yield enter
    for context in contexts:
        context.close()


def test_everyone_who_asked_about_a_rumour_is_told_once_and_told_again(
    desk: AnswerDesk, crowd: Crowd, page: Page, person: Callable[[str], Page]
) -> None:
    house = desk.house
    agnes, yuliana, dominggus = (person(name) for name in ("agnes", "yuliana", "dominggus"))
    reader = page.context.new_page()
    connect(agnes, house, "telegram", crowd.telegram)
    connect(agnes, house, "whatsapp", crowd.whatsapp)

    ask(page, house)
    crowd.ask()
    eventually(lambda: crowd.assert_told_once(NOT_YET))

    claim = the_one_claim(yuliana, house)
    check(yuliana)
    edit = write_verdict(yuliana)
    approve(agnes, house)
    crowd.telegram.gate.shut = crowd.whatsapp.gate.shut = True
    href = approve(dominggus, house)

    kill_while_telling(desk, crowd)
    assert_published(reader, house, href, TRUTH, version=1)
    taken_over = LEASE.total_seconds() + SOON  # what the killed worker had in hand waits so long
    eventually(lambda: crowd.assert_told_once(NEWS), within_s=taken_over)
    assert_visitors_read(page, crowd, TRUTH)
    assert_settled(yuliana, house, claim)

    correct(yuliana, edit)
    approve(agnes, house)
    assert not crowd.telegram.told(CORRECTION)  # not before the second yes
    approve(dominggus, house)
    eventually(lambda: crowd.assert_told_once(CORRECTION))
    assert_published(reader, house, href, CORRECTED, version=2)
    assert_visitors_read(page, crowd, CORRECTED)
    assert CHANGE in page.locator(".answer .banner").inner_text()
    crowd.assert_told_once(NEWS)  # still


# --- People who ask ------------------------------------------------------------------------------
def ask(page: Page, house: House) -> None:
    """Ask at the public page: not known yet, on a page of one's own."""
    page.goto(f"{house.url}/cek")
    page.locator("#teks").fill(RUMOUR)
    page.locator("form.big-form button").click()
    page.wait_for_url(re.compile(r"/cek/[\w-]{16,}/$"))
    assert page.locator("h1").inner_text() == phrase("check.stand_unknown", "id")
    assert NOT_YET in page.locator("main").inner_text()


def assert_visitors_read(page: Page, crowd: Crowd, truth: str) -> None:
    """The visitor's page, and the API, say what is known now."""
    page.reload()
    assert page.locator("h1").inner_text() == phrase("check.stand_answered", "id")
    assert HEADLINE in page.locator(".answer").inner_text()
    assert truth in page.locator(".answer .truth").inner_text()
    crowd.assert_api_says(truth)


# --- People at the desk --------------------------------------------------------------------------
def connect(
    page: Page, house: House, name: str, platform: HoldingTelegram | HoldingWhatsApp
) -> None:
    """Set up an inbox and tell the platform where to call."""
    page.goto(f"{house.url}/desk/kotak-masuk/new/")
    page.locator("#id_name").fill(name.title())
    page.locator("#id_code").fill(name)
    page.locator("#id_organisation").select_option(label="Pos Kupang")
    page.locator("#id_messenger").select_option(name)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/edit/**")
    edit = page.url
    for option, value in platform.options.items():
        page.locator(f"#id_option_{option}").fill(value)
    with page.expect_navigation():  # the page is the same, and its success may be the one before
        page.locator("main form button[type=submit]").last.click()
    page.locator(".messages .success").first.wait_for()
    page.goto(edit)
    page.locator("form[action$='/webhook/'] button").click()
    page.locator(".messages .success").first.wait_for()
    assert platform.webhook_url.endswith(f"/masuk/{name}/")


def the_one_claim(page: Page, house: House) -> str:
    """Find the claim among the others; return its address."""
    page.goto(f"{house.url}/desk/klaim/?q=Oesapa+menjual")
    row = page.locator(".claims-list li")
    assert row.count() == 1
    assert f"{EVERYONE} orang bertanya" in row.inner_text()
    row.locator("a").click()
    expect(page.locator("#pesan summary").first).to_contain_text(f"{EVERYONE} pesan")
    return page.url


def check(page: Page) -> None:
    """Take the claim, and put on record what is found."""
    page.locator("form[action$='/take/'] button").click()
    page.locator(".messages .success").first.wait_for()
    page.locator("#bukti summary").first.click()
    page.locator("#id_evidence_title").fill("Berita acara penghitungan di Oesapa")
    page.locator("#id_evidence_href").fill(EVIDENCE)
    page.locator("form[action$='/evidence/'] button").click()
    page.locator("#bukti", has_text=EVIDENCE).wait_for()


def write_verdict(page: Page) -> str:
    """Add to the draft what the desk cannot know, and hand it in; return its editor."""
    page.locator("details:has(> form[action$='/verdict/']) > summary").click()
    page.locator("form[action$='/verdict/'] button").click()
    page.wait_for_url("**/edit/")
    assert page.locator("#id_claim").input_value() == RUMOUR
    assert page.locator("#id_sources-0-href").input_value() == EVIDENCE
    page.locator("#id_title").fill(HEADLINE)
    page.locator("#id_rating").select_option("fabricated")
    page.locator("#id_truth").fill(TRUTH)
    page.locator("#id_key_message").fill("Kabar penjualan surat suara di Oesapa tidak benar.")
    page.locator("#id_reply_for_family").fill("Kabar itu tidak benar. Jangan diteruskan, ya.")
    insert(page, "Paragraf", "Paragraph")
    type_paragraph(page, "Saksi dari dua pasangan calon menandatangani berita acara.")
    edit = page.url
    submit(page)
    return edit


def approve(page: Page, house: House) -> str:
    """Approve the verdict that waits; return where readers find it once it is out."""
    page.goto(f"{house.url}/desk/")
    page.locator("#desk-waits-section a", has_text=HEADLINE).click()
    page.wait_for_url("**/versi/*/")
    page.locator("form[action$='/approve/'] button").click()
    page.locator(".messages .success").first.wait_for()
    page.wait_for_load_state()
    public = page.locator("main a[href*='/cek-fakta/']")
    return str(public.last.evaluate("link => link.href")) if public.count() else ""


def correct(page: Page, edit: str) -> None:
    """Change what was said to be true, say what changed, and hand it in again."""
    page.goto(edit)
    page.locator("#id_truth").fill(CORRECTED)
    page.get_by_role("tab").last.click()
    page.locator("#id_change_note").fill(CHANGE)
    submit(page)


def assert_settled(page: Page, house: House, claim: str) -> None:
    """The claim is closed, and by the platforms' own receipts everybody was told."""
    page.goto(claim)
    assert page.locator(".claims-facts strong").first.inner_text() == "Hasil cek fakta terbit"
    page.goto(f"{house.url}/desk/tanya-jawab/")
    assert f"{BY_MESSENGER} dari {BY_MESSENGER}" in page.locator(".claims-numbers").inner_text()


# --- What happens meanwhile ----------------------------------------------------------------------
def kill_while_telling(desk: AnswerDesk, crowd: Crowd) -> None:
    """Kill the worker while both platforms hold messages; let another one go on.

    Telegram has not taken those, WhatsApp has, though nobody heard of it.
    """
    crowd.telegram.gate.await_held()
    crowd.whatsapp.gate.await_held()
    desk.kill_worker()
    crowd.telegram.gate.open()
    crowd.whatsapp.gate.open()
    crowd.whatsapp.tell_all(NEWS)
    desk.start_worker()


def assert_published(page: Page, house: House, href: str, truth: str, *, version: int) -> None:
    """The verdict is on every channel of the shared desk: page, feeds, partner, mail."""
    eventually(lambda: assert_on_page(page, href, truth))
    eventually(lambda: assert_in_feeds(house, href, truth))
    page.goto(house.partner)
    row = page.locator("li", has_text=HEADLINE)
    eventually(lambda: assert_in_text(f"versi {version}", page, row))
    page.goto(house.mailbox)
    letters = page.locator("li", has_text=HEADLINE)
    eventually(lambda: assert_in_text(truth, page, letters.first))


def assert_on_page(page: Page, href: str, truth: str) -> None:
    page.goto(href)
    assert page.locator("h1").inner_text() == HEADLINE
    assert page.locator(".stamp b").inner_text().upper() == "SALAH"
    assert truth in page.locator(".truth").inner_text()


def assert_in_feeds(house: House, href: str, truth: str) -> None:
    for name in ("semua", "cek-fakta"):
        feed = feedparser.parse(get(f"{house.url}/umpan/{name}.atom").content)
        assert truth in str(sole(entry for entry in feed.entries if entry.link == href))
    reviews = get(f"{house.url}/umpan/claimreview.json").json()["dataFeedElement"]
    review = sole(one for row in reviews for one in row["item"] if one["url"] == href)
    assert review["claimReviewed"] == RUMOUR


def assert_in_text(words: str, page: Page, place: Locator) -> None:
    page.reload()
    assert words in "".join(place.all_text_contents())
