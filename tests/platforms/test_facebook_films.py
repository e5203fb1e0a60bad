"""A recording becomes a video of the Page: fetched from the site, once, proven when it is shown."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sasando.channels.builtin.facebook import POST, STEPS, Facebook
from sasando.documents import Document
from sasando.documents.blocks import Recording
from sasando.plugins import Context, MeasureKind, Receipt, Refused, TryLater
from sasando.plugins.testing import sample_document
from tests.platforms.graph_server import GraphServer
from tests.platforms.youtube_house import OTHER_FILM, a_recording, an_episode

EPISODE = an_episode()
FILM = EPISODE.recordings[0]
SHORT = f"https://sasando.example/v/{EPISODE.code}"


@pytest.fixture
def page(graph: GraphServer, house: Context) -> Facebook:
    return Facebook(options={**graph.options, "format": "video"}, context=house)


def published(page: Facebook, document: Document = EPISODE, *, key: str = "d-1") -> Receipt:
    return page.deliver(document, page.render(document), key=key)


def next_version(film: Recording = FILM, **changes: Any) -> Document:
    return an_episode(film, version=2, **changes)


def test_facebook_fetches_the_film_and_shows_it_with_text_and_address(
    page: Facebook, graph: GraphServer
) -> None:
    receipt = published(page)
    [film] = graph.films.values()
    assert film.values["file_url"] == FILM.href
    assert film.values["title"] == EPISODE.headline
    assert film.values["description"] == page.render(EPISODE).file(POST).body.decode()
    assert SHORT in film.values["description"]
    assert not graph.posts
    assert receipt.identifier == film.id
    assert receipt.address == f"https://www.facebook.com/kpukotakupang/videos/{film.id}/"
    assert receipt.extra == {"format": "video", "sha256": FILM.sha256}


def test_what_has_no_film_is_a_link(page: Facebook, graph: GraphServer) -> None:
    receipt = published(page, sample_document())
    [post] = graph.posts.values()
    assert post.link and receipt.extra == {"format": "link"}
    assert not graph.films


def test_the_kit_says_where_the_film_is(house: Context) -> None:
    by_hand = Facebook(options={"format": "video"}, context=house)
    assert FILM.href in by_hand.render(EPISODE).file(STEPS).body.decode()
    assert by_hand.check() == []


class TestProof:
    def test_a_film_that_is_being_prepared_is_waited_for_and_not_sent_again(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        graph.film_looks = 3
        for _ in range(2):
            with pytest.raises(TryLater, match="menyiapkan"):
                published(page)
        assert published(page).identifier in graph.films
        assert len(graph.films) == 1

    def test_a_lost_answer_is_found_again_on_the_page(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        graph.lose_next(on="/videos")
        with pytest.raises(TryLater):
            published(page)
        assert published(page).identifier in graph.films
        assert len(graph.films) == 1

    def test_a_yes_that_shows_nothing_is_no_receipt(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        graph.hide_next(on="/videos")
        with pytest.raises(TryLater, match="tidak menampilkannya"):
            published(page)
        next(iter(graph.films.values())).hidden = False
        assert published(page).identifier in graph.films

    def test_a_film_it_cannot_use_is_said_in_its_words_and_can_be_tried_anew(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        graph.film_fault = "The video file format is not supported"
        with pytest.raises(Refused, match="format is not supported"):
            published(page)
        graph.film_fault = ""
        assert not graph.films[published(page).identifier].fault

    def test_an_address_it_cannot_open_is_said_and_tried_again(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        graph.can_fetch = False
        with pytest.raises(TryLater, match="389"):
            published(page)
        graph.can_fetch = True
        assert published(page).identifier in graph.films

    def test_without_leave_it_is_refused(self, page: Facebook, graph: GraphServer) -> None:
        graph.scopes.remove("pages_show_list")
        with pytest.raises(Refused, match="pages_show_list"):
            published(page)
        assert "pages_show_list" in page.diagnose()[0].message

    @pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"id": ["x"]}'])
    def test_a_yes_with_rubbish_is_no_receipt_and_no_second_video(
        self, page: Facebook, graph: GraphServer, body: bytes
    ) -> None:
        graph.babble_next(body, on="/videos", taken=True)
        with pytest.raises(TryLater, match="tidak bisa dibaca"):
            published(page)
        published(page)
        assert len(graph.films) == 1


class TestChanges:
    def test_a_correction_replaces_the_text(self, page: Facebook, graph: GraphServer) -> None:
        receipt, changed = published(page), next_version(headline="Bincang yang diralat")
        again = page.correct(changed, page.render(changed), receipt=receipt, key="d-2")
        [film] = graph.films.values()
        assert film.values["description"].startswith("Bincang yang diralat")
        assert (again.identifier, again.extra) == (receipt.identifier, receipt.extra)

    def test_another_film_is_another_video_and_the_old_one_goes(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        receipt = published(page)
        changed = next_version(a_recording(OTHER_FILM))
        again = page.correct(changed, page.render(changed), receipt=receipt, key="d-2")
        assert list(graph.films) == [again.identifier] != [receipt.identifier]

    def test_an_announcement_gets_its_film_and_both_are_withdrawn(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        announced = an_episode(body=EPISODE.body[:1])
        receipt = published(page, announced)
        whole = next_version()
        again = page.correct(whole, page.render(whole), receipt=receipt, key="d-2")
        [post] = graph.posts.values()
        assert f"/v/{whole.code}" in post.message
        assert again.identifier in graph.films
        page.withdraw(whole, receipt=again, reason="Salah.", key="d-3")
        assert not graph.films and not graph.posts

    def test_unseen_videos_of_the_item_are_found_and_no_others(
        self, page: Facebook, graph: GraphServer
    ) -> None:
        published(page)
        other = replace(next(iter(graph.films.values())), id="77", values={"description": "Lain"})
        graph.films["77"] = other
        unseen = Receipt(identifier="", at=datetime.now(UTC))
        page.withdraw(EPISODE, receipt=unseen, reason="Salah.", key="d-2")
        assert list(graph.films) == ["77"]


def test_numbers_have_the_names_the_platform_gave_them(page: Facebook) -> None:
    found = {m.source: (m.kind, m.value) for m in page.measures(published(page))}
    assert found == {
        "total_video_views": (MeasureKind.VIEWS, 400),
        "total_video_views_unique": (MeasureKind.REACH, 310),
        "total_video_view_total_time": (MeasureKind.WATCHED_MINUTES, 90),
    }
