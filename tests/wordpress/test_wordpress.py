"""WordPress: a real one receives, corrects and takes back what the house publishes."""

import io
import random
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import PIL.Image
import pytest

from sasando.channels.builtin.wordpress import NOTES, TEXT, WordPress
from sasando.channels.builtin.wordpress_pictures import CARD
from sasando.documents import Document, Imprint
from sasando.documents.blocks import Image, Paragraph, Span
from sasando.documents.digest import sha256_hex
from sasando.documents.imprint import Standing
from sasando.plugins import Channel, Context, Receipt, Refused, TryLater
from sasando.plugins.testing import ChannelContract, Pictures, sample_context, sample_document
from tests.messengers.loopback import Answer
from tests.messengers.pictures import png
from tests.wordpress.conftest import Line
from tests.wordpress.site import WordPressSite

pytestmark = pytest.mark.wordpress


def a_document(**changes: Any) -> Document:
    """Return a document of an item of its own."""
    return sample_document(**({"item": uuid4()} | changes))


def an_image(pictures: Pictures, **changes: Any) -> Image:
    body = png(600, 400, changes.pop("colour", "#a33"))
    pictures[sha256_hex(body)] = body
    values = {
        "sha256": sha256_hex(body),
        "content_type": "image/png",
        "width": 600,
        "height": 400,
        "href": "/media/rapat.png",
        "caption": "Rapat pleno di Kupang",
        "credit": "KPU/Maria",
        "alt": "Lima anggota KPU duduk di meja panjang",
    }
    return Image.model_validate(values | changes)


def channel(site: WordPressSite, house: Context, role: str = "editor", **options: str) -> WordPress:
    return WordPress(options=site.options(role, **options), context=house)


def delivered(outlet: Channel, document: Document, key: str = "") -> Receipt:
    return outlet.deliver(document, outlet.render(document), key=key or str(uuid4()))


def post_of(site: WordPressSite, receipt: Receipt) -> dict[str, Any]:
    found: dict[str, Any] = site.get(f"/wp/v2/posts/{receipt.identifier}", context="edit")
    return found


def seen_by_readers(site: WordPressSite, receipt: Receipt) -> dict[str, Any]:
    found: dict[str, Any] = site.get(f"/wp/v2/posts/{receipt.identifier}", role=None)
    return found


class TestWordPress(ChannelContract):
    channel: ClassVar[type[Channel]] = WordPress

    @pytest.fixture(autouse=True)
    def _outlet(self, site: WordPressSite) -> None:
        self.site = site
        self.options = site.options()
        self.first = a_document()
        self.second = sample_document(
            item=self.first.item, version=2, headline="Jumlah TPS diralat"
        )

    def context(self, folder: Path) -> Context:
        return sample_context(folder=folder, timeout_s=20.0)

    def documents(self) -> tuple[Document, ...]:
        return (self.first, self.second)

    def copies(self) -> int:
        return len(self.site.posts())


def test_a_post_has_all_that_readers_need(site: WordPressSite, house: Context) -> None:
    document = a_document(headline="Suara sah & tidak sah: 5 < 10 “TPS”")
    receipt = delivered(channel(site, house), document)
    post = seen_by_readers(site, receipt)
    assert post["status"] == "publish"
    assert post["title"]["rendered"].startswith("Suara sah &amp; tidak sah: 5 &lt; 10")
    assert document.key_message.split(";")[0] in post["excerpt"]["rendered"]
    assert post["date_gmt"] == "2024-09-20T01:30:00"
    assert post["slug"] == f"dpt-pilkada-kota-kupang-{document.item.hex[:8]}-id"
    html = post["content"]["rendered"]
    assert "Rapat pleno menetapkan 275.085 pemilih." in html
    assert f'href="{document.href}"' in html
    assert f"/v/{document.code}" in html
    assert "<p></p>" not in html
    assert (receipt.address, receipt.words) == (post["link"], "Tayang.")


def test_who_approved_it_stands_below_the_text(site: WordPressSite, house: Context) -> None:
    document = a_document()
    assert document.imprint
    approval = {
        "requirement": "second-officer",
        "person": "Rina <Kale>",
        "office": "Anggota KPU",
        "party": document.publisher,
        "at": document.imprint.published_at,
        "digest": document.digest,
        "key_id": "k",
        "signature": "s",
    }
    imprint = Imprint.model_validate({**dict(document.imprint), "approvals": (approval,)})
    post = seen_by_readers(site, delivered(channel(site, house), document.with_imprint(imprint)))
    html = post["content"]["rendered"]
    assert (
        "Disetujui oleh: Rina &lt;Kale&gt;, Anggota KPU (KPU Kota Kupang), 20 September 2024"
        in html
    )


def test_who_may_write_no_free_html_loses_nothing_of_it(
    site: WordPressSite, house: Context, pictures: Pictures
) -> None:
    table = {"type": "table", "caption": "TPS", "header": ["Alak", "TPS"], "rows": [["a", "12"]]}
    body = (*sample_document().body, an_image(pictures), table)
    post = seen_by_readers(site, delivered(channel(site, house, "author"), a_document(body=body)))
    html = post["content"]["rendered"]
    for kept in ("<figure", "Lima anggota KPU", "<caption>TPS", '<th scope="row">a', "<small>"):
        assert kept in html
    assert "<p></p>" not in html


def test_brackets_in_a_text_start_no_shortcode(site: WordPressSite, house: Context) -> None:
    body = (Paragraph(spans=(Span(text="Isi [gallery] dan [/caption] apa adanya."),)),)
    post = seen_by_readers(site, delivered(channel(site, house), a_document(body=body)))
    assert "[gallery]" in post["content"]["rendered"].replace("&#91;", "[").replace("&#93;", "]")


def test_a_correction_changes_the_same_post(site: WordPressSite, house: Context) -> None:
    outlet = channel(site, house)
    document = a_document()
    receipt = delivered(outlet, document)
    was = {post["id"] for post in site.posts()}
    link = {"item": document.item, "version": 1, "digest": document.digest, "headline": "X"}
    link |= {"href": document.href, "change": "Tertulis 552 TPS, yang benar 553."}
    second = sample_document(
        item=document.item, version=2, headline="553 TPS di Kota Kupang", correction=link
    )
    after = outlet.correct(second, outlet.render(second), receipt=receipt, key="k")
    post = seen_by_readers(site, after)
    assert after.identifier == receipt.identifier
    assert {p["id"] for p in site.posts()} == was
    assert post["title"]["rendered"] == "553 TPS di Kota Kupang"
    html = post["content"]["rendered"]
    assert html.index("Tertulis 552 TPS, yang benar 553.") < html.index("Rapat pleno")
    assert post["slug"].endswith(f"{document.item.hex[:8]}-id")


def test_what_an_editor_of_the_site_published_or_filed_stays_so(
    site: WordPressSite, house: Context
) -> None:
    outlet = channel(site, house, status="draft")
    document = a_document()
    receipt = delivered(outlet, document)
    assert "belum tayang" in receipt.words
    assert seen_by_readers(site, receipt)["code"] == "rest_forbidden"
    api = outlet._api()
    [filed] = site.get("/wp/v2/categories", search="Hoaks")
    edited = {"status": "publish", "categories": [filed["id"]]}
    api.post(f"/wp/v2/posts/{receipt.identifier}", edited)
    second = sample_document(item=document.item, version=2, headline="Diralat")
    outlet.correct(second, outlet.render(second), receipt=receipt, key="k")
    post = seen_by_readers(site, receipt)
    assert (post["status"], post["categories"]) == ("publish", [filed["id"]])


@pytest.mark.parametrize("how", ["private", "draft", "trash"])
def test_what_is_withdrawn_is_seen_no_more(site: WordPressSite, house: Context, how: str) -> None:
    outlet = channel(site, house, withdrawal=how)
    document = a_document()
    receipt = delivered(outlet, document)
    after = outlet.withdraw(document, receipt=receipt, reason="Data keliru.", key="k")
    assert seen_by_readers(site, receipt)["code"] == "rest_forbidden"
    assert post_of(site, receipt)["status"] == how
    assert after.words
    again = outlet.withdraw(document, receipt=receipt, reason="Data keliru.", key="k")
    assert again.identifier == receipt.identifier
    assert post_of(site, receipt)["status"] == how
    shown = {media["id"] for media in site.media()}
    assert int(receipt.extra["media"]) not in shown


def test_a_notice_may_take_its_place(site: WordPressSite, house: Context) -> None:
    outlet = channel(site, house, withdrawal="notice")
    document = a_document()
    receipt = delivered(outlet, document)
    outlet.withdraw(document, receipt=receipt, reason="Data pemilih keliru.", key="k")
    post = seen_by_readers(site, receipt)
    assert "Data pemilih keliru." in post["content"]["rendered"]
    assert "Rapat pleno" not in post["content"]["rendered"]
    assert "ditarik" in post["excerpt"]["rendered"]


def test_what_is_over_stays_and_says_so(site: WordPressSite, house: Context) -> None:
    outlet = channel(site, house)
    document = a_document()
    receipt = delivered(outlet, document)
    assert document.imprint
    over = document.with_imprint(document.imprint.model_copy(update={"standing": Standing.EXPIRED}))
    after = outlet.withdraw(over, receipt=receipt, reason="Lewat.", key="k")
    post = seen_by_readers(site, receipt)
    assert "sudah lewat masa berlakunya" in post["content"]["rendered"]
    assert after.extra == receipt.extra
    assert post["featured_media"] == int(receipt.extra["media"])


def test_a_post_withdrawn_and_wanted_again_is_the_same_post(
    site: WordPressSite, house: Context
) -> None:
    outlet = channel(site, house)
    document = a_document()
    receipt = delivered(outlet, document)
    outlet.withdraw(document, receipt=receipt, reason="Keliru.", key="k")
    again = delivered(outlet, sample_document(item=document.item, version=2))
    assert again.identifier == receipt.identifier
    assert seen_by_readers(site, again)["status"] == "publish"


class TestPictures:
    def test_the_first_picture_is_featured_with_alt_text_and_caption(
        self, site: WordPressSite, house: Context, pictures: Pictures
    ) -> None:
        image = an_image(pictures)
        document = a_document(body=(*sample_document().body, image))
        post = seen_by_readers(site, delivered(channel(site, house), document))
        media = site.get(f"/wp/v2/media/{post['featured_media']}", context="edit")
        assert media["alt_text"] == image.alt
        assert media["caption"]["raw"] == "Rapat pleno di Kupang (Foto: KPU/Maria)"
        assert media["media_details"]["width"] == 600
        assert media["slug"].startswith("sasando-")

    def test_without_one_it_is_the_card(self, site: WordPressSite, house: Context) -> None:
        document = a_document()
        post = seen_by_readers(site, delivered(channel(site, house), document))
        media = site.get(f"/wp/v2/media/{post['featured_media']}", context="edit")
        assert document.headline.rstrip(".") in media["alt_text"]
        assert (media["media_details"]["width"], media["media_details"]["height"]) == (1200, 630)

    def test_it_is_uploaded_once_for_all_items(
        self, site: WordPressSite, house: Context, pictures: Pictures
    ) -> None:
        image = an_image(pictures, colour="#33a")
        outlet = channel(site, house)
        receipts = [
            delivered(outlet, a_document(body=(*sample_document().body, image))) for _ in range(2)
        ]
        assert len({receipt.extra["media"] for receipt in receipts}) == 1

    def test_a_card_that_was_corrected_is_not_left_behind(
        self, site: WordPressSite, house: Context
    ) -> None:
        outlet = channel(site, house)
        document = a_document()
        receipt = delivered(outlet, document)
        second = sample_document(item=document.item, version=2, headline="Angka diralat")
        after = outlet.correct(second, outlet.render(second), receipt=receipt, key="k")
        kept = {str(media["id"]) for media in site.media()}
        assert receipt.extra["media"] not in kept
        assert after.extra["media"] in kept

    def test_one_larger_than_a_form_may_be_arrives_all_the_same(
        self, site: WordPressSite, house: Context, pictures: Pictures
    ) -> None:
        noise = io.BytesIO()
        pixels = random.Random(1).randbytes(1000 * 900 * 3)  # 2.7 MB; forms may have 2
        PIL.Image.frombytes("RGB", (1000, 900), pixels).save(noise, "PNG")
        body = noise.getvalue()
        pictures[sha256_hex(body)] = body
        document = a_document(
            body=(*sample_document().body, an_image(pictures, sha256=sha256_hex(body)))
        )
        receipt = delivered(channel(site, house), document)
        media = site.get(f"/wp/v2/media/{receipt.extra['media']}", context="edit")
        assert media["media_details"]["filesize"] == len(body)

    def test_none_may_be_chosen(self, site: WordPressSite, house: Context) -> None:
        receipt = delivered(channel(site, house, picture="none"), a_document())
        assert post_of(site, receipt)["featured_media"] == 0

    def test_a_picture_the_house_has_lost_gives_way_to_the_card(
        self, site: WordPressSite, house: Context, pictures: Pictures
    ) -> None:
        image = an_image(pictures)
        pictures.clear()
        document = a_document(body=(*sample_document().body, image))
        assert CARD in {file.name for file in channel(site, house).render(document).files}


class TestCategories:
    MAPPING = "release = Pemilu, cek fakta & hoaks; verdict = Cek Fakta & Hoaks; * = Tak Ada"

    def names(
        self, site: WordPressSite, receipt: Receipt, taxonomy: str = "categories"
    ) -> set[str]:
        found = site.get(f"/wp/v2/{taxonomy}", post=receipt.identifier)
        return {term["name"] for term in found}

    def test_an_item_goes_where_its_kind_belongs(self, site: WordPressSite, house: Context) -> None:
        receipt = delivered(channel(site, house, categories=self.MAPPING), a_document())
        assert self.names(site, receipt) == {"Pemilu", "Cek Fakta &amp; Hoaks"}

    def test_what_is_missing_is_said_and_keeps_nothing_back(
        self, site: WordPressSite, house: Context
    ) -> None:
        outlet = channel(site, house, categories=self.MAPPING)
        receipt = delivered(outlet, a_document(kind="news"))
        assert "Tak Ada" in receipt.words
        assert seen_by_readers(site, receipt)["status"] == "publish"
        assert [p.fatal for p in outlet.diagnose()] == [False]

    def test_it_is_made_when_it_may_be(self, site: WordPressSite, house: Context) -> None:
        name = f"Kupang {uuid4().hex[:6]}"
        outlet = channel(site, house, categories=f"*={name}", create_terms="yes")
        first, second = (delivered(outlet, a_document()) for _ in range(2))
        assert self.names(site, first) == self.names(site, second) == {name}
        writer = channel(site, house, "author", categories="*=Belum Ada", create_terms="yes")
        assert "Belum Ada" in delivered(writer, a_document()).words

    def test_elections_and_places_become_tags(self, site: WordPressSite, house: Context) -> None:
        document = a_document(
            elections=[{"code": "pilkada-2024", "name": "Pilkada 2024"}],
            places=[{"code": "53.71", "name": "Kota Kupang", "level": "city"}],
        )
        receipt = delivered(channel(site, house, tags="yes"), document)
        assert self.names(site, receipt, "tags") == {"Pilkada 2024", "Kota Kupang"}

    def test_a_mapping_that_cannot_be_read_is_said_beforehand(
        self, site: WordPressSite, house: Context
    ) -> None:
        [problem] = channel(site, house, categories="release Pemilu").check()
        assert (problem.field, problem.fatal) == ("categories", True)
        [problem] = channel(site, house, categories="releases = Pemilu").check()
        assert "releases" in problem.message
        assert not problem.fatal


class TestLostAnswers:
    """The site took it and the answer never came: the same call again makes no second copy."""

    @pytest.mark.parametrize("lost", ["/wp/v2/posts", "/wp/v2/media"])
    def test_a_repeat_finds_what_is_there(
        self, site: WordPressSite, line: Line, house: Context, lost: str
    ) -> None:
        outlet = channel(site, house, url=line.url)
        document = a_document()
        line.lose = lost
        posts, media = len(site.posts()), len(site.media())
        with pytest.raises(TryLater):
            delivered(outlet, document, key="k")
        receipt = delivered(outlet, document, key="k")
        assert (len(site.posts()), len(site.media())) == (posts + 1, media + 1)
        assert post_of(site, receipt)["slug"].endswith(f"{document.item.hex[:8]}-id")

    def test_a_withdrawal_finds_a_post_whose_receipt_never_came(
        self, site: WordPressSite, line: Line, house: Context
    ) -> None:
        outlet = channel(site, house, url=line.url)
        document = a_document()
        line.lose = "/wp/v2/posts"
        with pytest.raises(TryLater):
            delivered(outlet, document, key="k")
        unseen = Receipt(identifier="", at=house.clock())
        after = outlet.withdraw(document, receipt=unseen, reason="Keliru.", key="w")
        assert post_of(site, after)["status"] == "private"

    def test_a_slow_first_attempt_that_came_through_late_is_the_one_that_stays(
        self, site: WordPressSite, line: Line, house: Context
    ) -> None:
        document = a_document()
        first = delivered(channel(site, house), document)
        outlet = channel(site, house, url=line.url, picture="none")
        line.answers = [Answer(200, b"[]")]  # the look for it came too early
        again = delivered(outlet, document)
        assert again.identifier == first.identifier
        slugs = [post["slug"] for post in site.posts() if document.item.hex[:8] in post["slug"]]
        assert len(slugs) == 1

    def test_a_post_that_is_gone_is_said_on_correction(
        self, site: WordPressSite, house: Context
    ) -> None:
        outlet = channel(site, house)
        document = a_document()
        receipt = delivered(outlet, document)
        outlet._api().delete(f"/wp/v2/posts/{receipt.identifier}", force=True)
        with pytest.raises(Refused, match="tidak ada lagi"):
            outlet.correct(document, outlet.render(document), receipt=receipt, key="k")
        after = outlet.withdraw(document, receipt=receipt, reason="Keliru.", key="w")
        assert "Tidak ada kiriman ini" in after.words


def test_what_a_person_posted_by_hand_is_found_by_its_address(
    site: WordPressSite, house: Context
) -> None:
    outlet = channel(site, house)
    document = a_document()
    made = outlet._api().post("/wp/v2/posts", {"title": "Dengan tangan", "status": "publish"})
    proof = Receipt(identifier=made["link"], at=house.clock(), address=made["link"])
    after = outlet.correct(document, outlet.render(document), receipt=proof, key="k")
    assert after.identifier == str(made["id"])


class TestAccess:
    def test_a_good_one_has_no_problems(self, site: WordPressSite, house: Context) -> None:
        assert channel(site, house).diagnose() == []
        assert channel(site, house, "author").diagnose() == []

    def test_without_a_password_it_is_a_kit_for_a_person(
        self, site: WordPressSite, house: Context
    ) -> None:
        outlet = WordPress(options=site.options(password=""), context=house)
        assert outlet.check() == outlet.diagnose() == []
        kit = outlet.render(a_document())
        assert {file.name for file in kit.files} == {TEXT, NOTES, CARD}
        assert "Judul: KPU Kota Kupang" in kit.file(NOTES).body.decode()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"password": "abcd efgh ijkl mnop qrst uvwx"},
            {"password": "kata-sandi-masuk"},  # the one for logging in
            {"username": "siapa"},
        ],
    )
    def test_a_wrong_password_is_said_plainly(
        self, site: WordPressSite, house: Context, wrong: dict[str, str]
    ) -> None:
        outlet = channel(site, house, **wrong)
        with pytest.raises(Refused, match="kata sandi aplikasi baru") as caught:
            delivered(outlet, a_document())
        assert not set(wrong.get("password", "?").split()) & set(caught.value.words.split())
        [problem] = outlet.diagnose()
        assert (problem.field, problem.fatal) == ("password", True)

    def test_the_words_are_in_the_desks_language(self, site: WordPressSite, house: Context) -> None:
        english = replace(house, language="en")
        with pytest.raises(Refused, match="make a new application password"):
            delivered(channel(site, english, password="salah"), a_document())

    def test_who_may_not_publish_is_told_which_right_is_missing(
        self, site: WordPressSite, house: Context
    ) -> None:
        outlet = channel(site, house, "contributor", picture="none")
        [problem] = outlet.diagnose()
        assert problem.field == "username"
        assert "upload_files, publish_posts" in problem.message
        with pytest.raises(Refused, match="Jadikan ia Editor"):
            delivered(outlet, a_document())

    def test_a_shut_rest_api_is_said_plainly(self, site: WordPressSite, house: Context) -> None:
        outlet = channel(site, house)
        site.trouble("rest-disabled")
        with pytest.raises(Refused, match="plugin keamanan"):
            delivered(outlet, a_document())
        [problem] = outlet.diagnose()
        assert problem.field == "url"
        assert "rest_disabled" in problem.message

    def test_application_passwords_that_are_off_are_said_plainly(
        self, site: WordPressSite, house: Context
    ) -> None:
        outlet = channel(site, house)
        site.trouble("passwords-off")
        [problem] = outlet.diagnose()
        assert "dimatikan" in problem.message
        with pytest.raises(Refused, match="Authorization"):
            delivered(outlet, a_document())

    def test_a_page_instead_of_an_answer_is_said_plainly(
        self, site: WordPressSite, house: Context
    ) -> None:
        outlet = channel(site, house)
        site.trouble("maintenance")
        with pytest.raises(Refused, match="halaman biasa"):
            delivered(outlet, a_document())

    def test_a_site_with_plain_permalinks_is_reached_all_the_same(
        self, site: WordPressSite, line: Line, house: Context
    ) -> None:
        outlet = channel(site, house, url=line.url)
        not_found = Answer(404, b"<!doctype html><title>404</title>", "text/html")
        line.answers = [not_found]
        receipt = delivered(outlet, a_document())
        assert post_of(site, receipt)["status"] == "publish"
        assert {path for _, path in line.calls[1:]} == {"/"}

    @pytest.mark.parametrize(
        ("answer", "raised", "words"),
        [
            (Answer(403, b"<h1>Blocked by Wordfence</h1>", "text/html"), Refused, "firewall"),
            (Answer(301, b"", "text/html"), Refused, "mengalihkan"),
            (Answer(413, b"<h1>Too large</h1>", "text/html"), Refused, "terlalu besar"),
            (Answer(503, b"<h1>Maintenance</h1>", "text/html"), TryLater, "bermasalah"),
            (Answer(429, b"", "text/html"), TryLater, "bermasalah"),
            (
                Answer(401, b'{"code":"incorrect_password","message":"x","data":{"status":401}}'),
                Refused,
                "kata sandi untuk masuk biasa",
            ),
            (
                Answer(401, b'{"code":"rest_not_logged_in","message":"x","data":{"status":401}}'),
                Refused,
                "header Authorization",
            ),
            (
                Answer(404, b'{"code":"rest_no_route","message":"x","data":{"status":404}}'),
                Refused,
                "tidak ditemukan",
            ),
            (Answer(200, b"[[[", "application/json"), Refused, "halaman biasa"),
        ],
    )
    def test_what_stands_before_a_site_is_understood_too(
        self,
        site: WordPressSite,
        line: Line,
        house: Context,
        answer: Answer,
        raised: type[Exception],
        words: str,
    ) -> None:
        outlet = channel(site, house, url=line.url)
        line.answers = [answer]
        with pytest.raises(raised, match=words):
            delivered(outlet, a_document())

    def test_a_site_that_is_away_is_tried_later(self, site: WordPressSite, house: Context) -> None:
        away = channel(site, house, url="http://127.0.0.1:9")
        with pytest.raises(TryLater):
            delivered(away, a_document())
        assert [problem.field for problem in away.diagnose()] == ["url"]

    def test_a_password_travels_by_https_only(self, house: Context) -> None:
        outside = replace(house, allow_loopback=False)
        options = {"url": "http://192.0.2.7", "username": "a", "password": "b"}
        assert WordPress(options=options, context=outside).check()
