"""The main job, as people do it: write, approve, accept; found everywhere; corrected everywhere."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import feedparser
import httpx
from PIL import Image
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from pypdf import PdfReader

from sasando.rendering.phrases import phrase
from sasando.trust.qr import read_codes
from tests.browser.house import House

T = TypeVar("T")
SOON = 90  # seconds from the last click until the slowest surface, on a loaded machine
HEADLINE = "KPU Kota Kupang membuka 552 TPS mulai pukul 07.00 WITA"
KEY = "Semua TPS di Kota Kupang buka pukul 07.00 sampai 13.00 WITA."
CORRECTED_KEY = "Semua TPS di Kota Kupang buka pukul 07.00 sampai 13.30 WITA."
CHANGE = "Jam tutup TPS yang benar pukul 13.30 WITA, bukan 13.00."
CARDS = {"1080x1080": (1080, 1080), "1080x1920": (1080, 1920), "1200x630": (1200, 630)}


@dataclass(slots=True)
class Story:
    """What the release says now, and where."""

    house: House
    number: int = 1
    key: str = KEY
    href: str = ""  # of the public page
    code: str = ""

    @property
    def slug(self) -> str:
        return self.href.rstrip("/").rsplit("/", 1)[-1]

    @property
    def short(self) -> str:
        return f"{self.house.url}/v/{self.code}"

    def folder(self, outlet: str) -> Path:
        """The hand-over of this version in an outlet's folder."""
        return sole((self.house.home / "outlets" / outlet).glob(f"*-{self.slug}-v{self.number}"))


def test_a_release_reaches_everyone_and_its_correction_follows(
    house: House, page: Page, desk_of: Callable[[str], Page]
) -> None:
    maria, yohanes, benyamin = (desk_of(name) for name in ("maria", "yohanes", "benyamin"))
    story = Story(house)

    write(maria, house)
    edit = maria.url
    submit(maria)
    story.href = approve(yohanes, house)
    accept(benyamin, house)
    story.code = eventually(lambda: code_on(page, story))
    assert_found_everywhere(story, page)
    task = sole_task(benyamin, house)

    first, story.number, story.key = story.code, 2, CORRECTED_KEY
    correct(maria, edit)
    assert_void_of(page, story, CORRECTED_KEY)  # not before the second officer says yes
    approve(yohanes, house)  # a correction follows every copy without asking anybody again
    story.code = eventually(lambda: code_on(page, story, unlike=first))
    assert_found_everywhere(story, page)
    assert_corrected(story, page, first)
    accept(benyamin, house)  # what nobody has carried yet waits for a yes to the new text
    assert sole_task(benyamin, house) != task


# --- What people do ------------------------------------------------------------------------------
def write(page: Page, house: House) -> None:
    """Write the release in the editor and keep it as a draft."""
    page.goto(f"{house.url}/desk/")
    page.locator("main a[href$='/add_subpage/']", has_text="Rilis resmi").click()
    page.locator("#id_title").fill(HEADLINE)
    page.locator("#id_key_message").fill(KEY)
    page.locator("#id_publisher").select_option(label="KPU Kota Kupang")
    insert(page, "Paragraf", "Paragraph")
    write_paragraph(page, KEY)
    insert(page, "Kutipan", "Quote")
    quote = page.locator("[data-contentpath=body] [data-contentpath=text] textarea").last
    quote.fill("Datanglah pagi, antrean biasanya lebih pendek.")
    page.locator("[data-contentpath=body] [data-contentpath=speaker] input").last.fill("Maria Lado")
    save(page)


def write_paragraph(page: Page, key: str) -> None:
    """Write the paragraph, in the place of what may be there, with the keyboard."""
    enter_paragraph(page)
    page.keyboard.type("Petugas membuka ")
    page.keyboard.press("Control+b")
    page.keyboard.type("552 TPS")
    page.keyboard.press("Control+b")
    page.keyboard.type(f" di 51 kelurahan. {key}")
    await_written(page, key)


def type_paragraph(page: Page, text: str) -> None:
    """Write ``text`` as the first paragraph."""
    enter_paragraph(page)
    page.keyboard.type(text)
    await_written(page, text)


def enter_paragraph(page: Page) -> None:
    """Go into the first paragraph, and choose all that is in it."""
    editor = page.locator(".Draftail-Editor [contenteditable=true]").first
    editor.click()
    page.wait_for_function("() => document.activeElement.isContentEditable")
    page.keyboard.press("Control+a")


def await_written(page: Page, text: str) -> None:
    """Wait until the form has what was typed."""
    # The editor writes to its form a moment after the last key.
    page.wait_for_function(
        """text => [...document.querySelectorAll("[name^=body-]")].some(
            field => field.value.includes(text))""",
        arg=text,
    )


def insert(page: Page, *names: str) -> None:
    """Add a block at the end of the text: open the list, choose by name."""
    page.locator("[data-streamfield-stream-container] button.c-sf-add-button").last.click()
    options = page.locator("[role=option]")
    for name in names:
        found = options.get_by_text(name, exact=True)
        if found.count():
            found.first.click()
            return
    raise AssertionError(f"no block {names} among {options.all_inner_texts()}")


def save(page: Page) -> None:
    """Save the draft; it has an address of its own then."""
    page.locator("button.action-save").first.click()
    page.wait_for_url("**/edit/")


def submit(page: Page) -> None:
    """Hand the draft to whoever must approve."""
    page.locator("footer .w-dropdown__toggle").first.click()
    page.locator("button[name=action-submit]").click()
    # The editor may still show the success of an earlier step: only its end is an answer.
    page.wait_for_url(lambda url: not url.endswith("/edit/"))
    page.locator(".messages .success").first.wait_for()


def approve(page: Page, house: House) -> str:
    """Approve what waits; return where readers find it."""
    open_waiting(page, house)
    assert HEADLINE in page.frame_locator("iframe[name=rendition]").locator("body").inner_text()
    page.locator("form[action$='/approve/'] button").click()
    page.locator(".messages .success").first.wait_for()
    page.wait_for_load_state()
    public = page.locator("main a[href*='/rilis/']").last
    return str(public.evaluate("link => link.href"))


def accept(page: Page, house: House) -> None:
    """Say, for the newspaper, that it carries the release."""
    open_waiting(page, house)
    page.locator("form[action$='/accept/'] button").click()
    page.locator(".messages .success").first.wait_for()


def open_waiting(page: Page, house: House) -> None:
    page.goto(f"{house.url}/desk/")
    page.locator("#desk-waits-section a", has_text=HEADLINE).click()
    page.wait_for_url("**/versi/*/")


def correct(page: Page, edit: str) -> None:
    """Change the sentence that was wrong, say what changed, and hand it in again."""
    page.goto(edit)
    page.locator("#id_key_message").fill(CORRECTED_KEY)
    write_paragraph(page, CORRECTED_KEY)
    page.get_by_role("tab").last.click()
    page.locator("#id_change_note").fill(CHANGE)
    submit(page)


# --- Where it is found ---------------------------------------------------------------------------
def assert_found_everywhere(story: Story, page: Page) -> None:
    """Every surface carries this version."""
    for look in (
        found_on_the_site,
        found_in_feeds,
        found_in_ninjs,
        found_at_the_partner,
        found_in_the_mailbox,
        found_in_print,
        found_on_cards,
    ):
        eventually(lambda look=look: look(story, page))


def found_on_the_site(story: Story, page: Page) -> None:
    page.goto(story.href)
    assert page.locator("h1").inner_text() == HEADLINE
    assert story.key in page.locator(".must-know").inner_text()
    assert "Yohanes Tanesib" in page.locator(".proof").inner_text()
    assert page.locator(".body strong, .body b").first.inner_text() == "552 TPS"
    for listing in ("/", "/rilis/"):
        page.goto(f"{story.house.url}{listing}")
        assert page.locator("main a", has_text=HEADLINE).first.is_visible()


def found_in_feeds(story: Story, page: Page) -> None:
    for name in ("semua", "rilis"):
        for form in ("rss", "atom"):
            feed = feedparser.parse(get(f"{story.house.url}/umpan/{name}.{form}").content)
            assert not feed.bozo
            assert story.key in sole(e for e in feed.entries if e.link == story.href).summary
        feed = get(f"{story.house.url}/umpan/{name}.json").json()
        item = sole(i for i in feed["items"] if i["url"] == story.href)
        assert story.key in json.dumps(item, ensure_ascii=False)


def found_in_ninjs(story: Story, page: Page) -> None:
    items = get(f"{story.house.url}/umpan/ninjs.json").json()
    text = json.dumps(items, ensure_ascii=False)
    assert HEADLINE in text
    assert story.key in text


def found_at_the_partner(story: Story, page: Page) -> None:
    page.goto(story.house.partner)
    row = page.locator("li", has_text=HEADLINE)
    assert f"versi {story.number}" in row.inner_text()
    row.locator("a").click()
    page.wait_for_load_state()
    assert story.key in page.locator("pre").inner_text()
    assert page.locator("ol li").count() == story.number  # each version came, none twice


def found_in_the_mailbox(story: Story, page: Page) -> None:
    page.goto(story.house.mailbox)
    letters = page.locator("li", has_text=f"{HEADLINE}").filter(has_text="wartawan@")
    assert letters.count() == story.number
    assert story.key in (letters.first.locator("pre").text_content() or "")


def found_in_print(story: Story, page: Page) -> None:
    folder = story.folder("print")
    for name in ("kolom.pdf", "poster.pdf"):
        pdf = PdfReader(folder / name)
        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert story.short.removeprefix("http://") in squeezed(pdf)
    assert (folder / "naskah.icml").stat().st_size
    page.goto(story.href)
    poster = page.locator("a[href$='/poster.pdf']").first.evaluate("link => link.href")
    answer = get(poster)
    assert answer.headers["content-type"] == "application/pdf"
    assert story.code in squeezed(PdfReader(BytesIO(answer.content)))


def found_on_cards(story: Story, page: Page) -> None:
    folder = story.folder("cards")
    for label, size in CARDS.items():
        card = (folder / f"kartu-{label}.png").read_bytes()
        assert Image.open(BytesIO(card)).size == size
        assert story.short in read_codes(card)
        assert get(f"{story.short}/{label}.png").headers["content-type"] == "image/png"


# --- What a correction leaves --------------------------------------------------------------------
def assert_corrected(story: Story, page: Page, first: str) -> None:
    """The change is told on top, in print and in mail; the first version owns up to it."""
    page.goto(story.href)
    assert CHANGE in page.locator("aside.correction").inner_text()
    page.locator("aside.correction a").first.click()
    page.locator("ins", has_text="13.30").first.wait_for()
    assert CHANGE in (story.folder("print") / "ralat.txt").read_text()
    page.goto(story.house.mailbox)
    assert CHANGE in (page.locator("li", has_text=HEADLINE).first.text_content() or "")
    page.goto(f"{story.house.url}/verifikasi/")
    page.locator("#teks").fill(f"{story.house.url}/v/{first}")
    page.locator("form.big-form button").click()
    page.wait_for_load_state()
    answer = page.locator(".answer").first.inner_text()
    assert phrase("site.answer_corrected", "id") in answer
    assert CHANGE in answer
    page.goto(f"{story.house.url}/verifikasi/")
    page.locator("#berkas").set_input_files(story.folder("cards") / "kartu-1080x1080.png")
    page.locator("form.big-form button").click()
    page.locator(".answer-genuine, .answer-known").first.wait_for()


def assert_void_of(page: Page, story: Story, words: str) -> None:
    """The public page says nothing of what is not approved."""
    page.goto(story.href)
    assert words not in page.content()


def sole_task(page: Page, house: House) -> str:
    """The one thing to carry by hand for this release: its address in the desk."""

    def task() -> str:
        page.goto(f"{house.url}/desk/deliveries/?state=by-hand&goal=carry")
        links = page.locator("main a[href*='/delivery/']", has_text=HEADLINE)
        return str(sole(links.evaluate_all("links => links.map(link => link.href)")))

    return eventually(task)


def code_on(page: Page, story: Story, unlike: str = "") -> str:
    page.goto(story.href)
    code = page.locator(".proof .code").inner_text()
    assert code != unlike
    return code


def get(url: str) -> httpx.Response:
    return httpx.get(url, timeout=30, follow_redirects=True).raise_for_status()


def squeezed(pdf: PdfReader) -> str:
    """The text without the breaks, shown and hidden, that a narrow column put into it."""
    text = "".join(page.extract_text() for page in pdf.pages)
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


def sole(found: Iterable[T]) -> T:
    (only,) = found
    return only


def eventually(look: Callable[[], T], *, within_s: float = SOON) -> T:
    """Look until it holds: outlets are served by a worker, not while somebody waits."""
    until = time.monotonic() + within_s
    while True:
        try:
            return look()
        except (AssertionError, ValueError, httpx.HTTPStatusError, OSError, PlaywrightTimeout):
            if time.monotonic() > until:
                raise
            time.sleep(1)
