"""A live blog: what comes into it and when, who hears of it, and that nothing gets in unapproved."""

import json
from datetime import timedelta

import pytest

from sasando.desk import actions as desk_actions
from sasando.desk.exceptions import NotAllowed
from sasando.desk.models import State
from sasando.documents.vocabulary import Kind
from sasando.elections.models import Election, Stage
from sasando.live import actions
from sasando.live.blogs import blog_topic, live_posts
from sasando.live.exceptions import WrongState
from sasando.live.models import BlogPost, LiveBlog, Push
from tests.desk.builders import NOW, Desk
from tests.live.blogs import about, corrected, opened, out, planned, short

LATER = NOW + timedelta(hours=1)


def news(blog: LiveBlog, language: str = "id", name: str = "post") -> list[dict]:
    rows = Push.objects.filter(stream__topic=blog_topic(blog, language), name=name)
    return [json.loads(row.data) for row in rows.order_by("number")]


def headlines(blog: LiveBlog, language: str = "id") -> list[str]:
    rows = list(blog.posts.shown().newest_first())
    return [post.document.headline for post in live_posts(rows, language)]


class TestWhatComesIn:
    @pytest.mark.parametrize("kind", ["release", "notice", "verdict"])
    def test_what_is_about_its_election_becomes_a_post_as_it_is_published(
        self, desk: Desk, kind: str
    ) -> None:
        blog = opened(desk)
        version = out(desk, kind, at=LATER)
        [post] = blog.posts.shown()
        assert post.item_id == version.item_id
        assert post.put_by is None
        assert post.at == LATER
        assert version.headline in news(blog)[-1]["html"]
        assert version.headline in news(blog, "en")[-1]["html"]

    def test_news_comes_in_only_by_a_person(self, desk: Desk) -> None:
        blog = opened(desk)
        version = out(desk, "news")
        assert not blog.posts.exists()
        post = actions.put_in(blog=blog, item=version.item, by=desk.editor, at=LATER)
        assert headlines(blog) == [version.headline]
        assert post.put_by == desk.editor

    def test_a_text_of_another_election_or_none_stays_out(self, desk: Desk) -> None:
        blog = opened(desk)
        desk.published("release")
        other = Election.objects.create(code="pilpres", name="Pilpres", kind="presidential")
        item = desk.item("release")
        item.elections.set([other])
        item.save_revision(user=desk.officer)
        out(desk, item=item)
        assert not blog.posts.exists()

    def test_a_stage_and_a_place_are_shared_where_both_name_some(self, desk: Desk) -> None:
        stages = list(Stage.objects.filter(election__code="pilkada2024")[:2])
        if len(stages) < 2:
            election = Election.objects.get(code="pilkada2024")
            stages.append(
                Stage.objects.create(code="pkd-x", election=election, number=99, name="Lain")
            )
        blog = opened(desk, stages=stages[:1])
        for stage in (stages[1], stages[0]):
            item = about(desk)
            item.stages.set([stage])
            item.save_revision(user=desk.officer)
            version = out(desk, item=item)
        out(desk)  # names no stage
        assert len(headlines(blog)) == 2
        assert version.headline in headlines(blog)

    def test_it_may_be_offered_first(self, desk: Desk) -> None:
        blog = opened(desk, takes=LiveBlog.Takes.OFFERED)
        version = out(desk)
        [post] = blog.posts.all()
        assert post.state == BlogPost.State.OFFERED
        assert not news(blog)
        actions.put_in(blog=blog, item=version.item, by=desk.officer, at=LATER)
        assert headlines(blog) == [version.headline]
        assert blog.posts.get().at == LATER

    def test_nothing_comes_into_a_blog_that_is_not_open(self, desk: Desk) -> None:
        blog = planned(desk)
        version = out(desk)
        with pytest.raises(WrongState):
            actions.put_in(blog=blog, item=version.item, by=desk.officer, at=NOW)
        actions.open_blog(blog=blog, by=desk.officer, at=NOW)
        actions.close_blog(blog=blog, by=desk.officer, at=LATER)
        out(desk)
        with pytest.raises(WrongState):
            actions.put_in(blog=blog, item=version.item, by=desk.officer, at=LATER)
        assert not blog.posts.exists()
        blog = actions.open_blog(blog=blog, by=desk.officer, at=LATER)
        assert (blog.opened_at, blog.closed_at) == (NOW, None)

    def test_what_was_left_out_does_not_come_back_by_itself(self, desk: Desk) -> None:
        blog = opened(desk)
        version = out(desk)
        actions.leave_out(post=blog.posts.get(), at=LATER)
        assert news(blog)[-1]["html"] == ""
        corrected(desk, version, LATER)
        assert headlines(blog) == []
        actions.put_in(blog=blog, item=version.item, by=desk.officer, at=LATER)
        assert len(headlines(blog)) == 1


class TestHowItStands:
    def test_a_correction_takes_the_place_of_what_was_wrong(self, desk: Desk) -> None:
        blog = opened(desk)
        version = out(desk)
        first = blog.posts.get()
        out(desk, at=NOW + timedelta(minutes=5))
        fresh = corrected(desk, version, LATER, title="KPU menetapkan 275.086 pemilih")
        told = news(blog)[-1]
        assert told["id"] == first.pk
        assert fresh.headline in told["html"]
        assert "Angka semula keliru." in told["html"]
        assert headlines(blog)[1] == fresh.headline  # where it was
        first.refresh_from_db()
        assert (first.at, first.changed_at) == (NOW, LATER)

    def test_what_is_withdrawn_says_so_and_nothing_else(self, desk: Desk) -> None:
        blog = opened(desk)
        version = out(desk)
        desk_actions.withdraw(version=version, by=desk.second, reason="Angka salah.", at=LATER)
        html = news(blog)[-1]["html"]
        assert "Ditarik" in html and "Angka salah." in html
        assert "552 TPS" not in html

    def test_a_notice_waits_for_its_second_officer_until_one_confirms_it(self, desk: Desk) -> None:
        blog = opened(desk)
        version = out(desk, "notice")
        assert "Menunggu penegasan" in news(blog)[-1]["html"]
        assert "Waits for the second officer" in news(blog, "en")[-1]["html"]
        desk_actions.mark_overdue(at=NOW + timedelta(hours=25))
        assert "Belum dikonfirmasi" in news(blog)[-1]["html"]
        version.refresh_from_db()
        desk_actions.confirm_notice(version=version, by=desk.head, at=NOW + timedelta(hours=26))
        html = news(blog)[-1]["html"]
        assert "Menunggu penegasan" not in html and "Belum dikonfirmasi" not in html

    def test_an_erratum_is_a_post_and_is_named_by_what_it_corrects(self, desk: Desk) -> None:
        blog = opened(desk)
        version = out(desk)
        item = desk.item("erratum", corrects=version, change_note="Angka semula keliru.")
        erratum = out(desk, "erratum", item=item, at=LATER)
        rows = list(blog.posts.shown().newest_first())
        posts = live_posts(rows, "id")
        assert [post.document.kind for post in posts] == [Kind.ERRATUM, Kind.RELEASE]
        assert posts[1].erratum.href == erratum.path

    def test_each_language_shows_its_own_twin_where_there_is_one(self, desk: Desk) -> None:
        blog = opened(desk)
        version = out(desk)
        assert headlines(blog, "en") == [version.headline]
        assert 'lang="id"' in news(blog, "en")[-1]["html"]
        twin = about(desk, language="en", title="KPU sets 275,085 voters")
        type(twin).objects.filter(pk=twin.pk).update(translation_key=version.item.translation_key)
        out(desk, item=type(twin).objects.get(pk=twin.pk), at=LATER)
        assert headlines(blog, "en") == ["KPU sets 275,085 voters"]
        assert headlines(blog) == [version.headline]
        assert blog.posts.count() == 1

    def test_a_pinned_fact_says_what_its_item_says_now(self, desk: Desk) -> None:
        blog = opened(desk)
        version = desk.published("release")
        row = actions.pin(blog=blog, item=version.item, by=desk.officer, at=NOW)
        corrected(desk, version, LATER, title="KPU menetapkan 275.086 pemilih")
        assert "275.086" in news(blog, name="pins")[-1]["html"]
        actions.unpin(blog=blog, pin=row, at=LATER)
        assert news(blog, name="pins")[-1]["html"] == ""
        for _ in range(5):
            actions.pin(blog=blog, item=desk.published().item, by=desk.officer, at=NOW)
        with pytest.raises(WrongState):
            actions.pin(blog=blog, item=desk.published().item, by=desk.officer, at=NOW)


class TestShortPosts:
    def test_an_officer_s_notice_is_out_with_one_yes_of_another(self, desk: Desk) -> None:
        blog = opened(desk)
        post = short(Kind.NOTICE, desk.kpu.code)
        version = actions.write_post(blog=blog, post=post, by=desk.officer, at=NOW)
        assert version.state == State.PROPOSED
        assert blog.posts.get().state == BlogPost.State.WAITING
        assert not news(blog)
        with pytest.raises(NotAllowed):
            desk_actions.approve(version=version, by=desk.officer, at=NOW)
        with pytest.raises(NotAllowed):
            desk_actions.approve(version=version, by=desk.editor, at=NOW)
        desk_actions.approve(version=version, by=desk.second, at=LATER)
        [told] = news(blog)
        assert "Antrean tetap dilayani." in told["html"]
        assert blog.posts.get().at == LATER
        document = version.content
        assert document.key_message == "Kotak suara tiba terlambat."
        assert [tag.code for tag in document.elections] == ["pilkada2024"]

    def test_a_reporter_writes_news_and_an_editor_approves(self, desk: Desk) -> None:
        blog = opened(desk)
        for kind, party in ((Kind.NOTICE, desk.kpu), (Kind.NEWS, desk.kpu), (Kind.NEWS, desk.net)):
            with pytest.raises(WrongState):
                actions.write_post(
                    blog=blog, post=short(kind, party.code), by=desk.reporter, at=NOW
                )
        post = short(Kind.NEWS, desk.pos.code)
        version = actions.write_post(blog=blog, post=post, by=desk.reporter, at=NOW)
        desk_actions.approve(version=version, by=desk.editor, at=NOW)
        assert len(headlines(blog)) == 1

    def test_pressed_twice_it_is_one_post(self, desk: Desk) -> None:
        blog = opened(desk)
        post = short(Kind.NOTICE, desk.kpu.code)
        first = actions.write_post(blog=blog, post=post, by=desk.officer, at=NOW)
        assert actions.write_post(blog=blog, post=post, by=desk.officer, at=NOW) == first
        assert blog.posts.count() == 1

    def test_what_is_refused_writes_nothing(self, desk: Desk) -> None:
        blog = planned(desk)
        post = short(Kind.NOTICE, desk.kpu.code)
        with pytest.raises(WrongState):
            actions.write_post(blog=blog, post=post, by=desk.officer, at=NOW)
        assert not blog.posts.exists()


def test_its_address_is_fixed_once_it_was_opened(desk: Desk) -> None:
    blog = opened(desk)
    values = {name: getattr(blog, name) for name in actions.blogging.BLOG_FIELDS}
    values |= {"stages": [], "places": [], "partners": [desk.pos]}
    renamed = actions.save_blog(blog=blog, values=values | {"title": "Hari coblosan"}, at=LATER)
    assert renamed.title == "Hari coblosan"
    with pytest.raises(WrongState):
        actions.save_blog(blog=blog, values=values | {"slug": "lain"}, at=LATER)
