"""The desk of a live blog, as an officer and a reporter with a phone use it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from PIL import Image

from sasando.desk.models import State, Version
from sasando.elections.models import Election
from sasando.live import actions
from sasando.live.models import BlogPost, LiveBlog
from tests.desk.builders import NOW, Desk
from tests.live.blogs import opened, out, planned

BUDGET = 60
pytestmark = pytest.mark.django_db


def as_(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG")
    return out.getvalue()


def there(blog: LiveBlog, verb: str = "") -> str:
    if verb:
        return reverse("sasando_live_blog_verb", args=[blog.pk, verb])
    return reverse("sasando_live_blog", args=[blog.pk])


def screen(client: Client, blog: LiveBlog):
    response = client.get(there(blog))
    assert response.status_code == 200, response.status_code
    return html.document_fromstring(response.content)


def write(client: Client, blog: LiveBlog, **more):
    """Fill in the form as it came, and send it."""
    found = screen(client, blog)
    given = {
        "once": found.xpath("//input[@name='once']/@value")[0],
        "headline": "TPS 12 Oesapa dibuka pukul 07.40",
        "text": "Kotak suara tiba terlambat. Antrean tetap dilayani.",
        "voice": (
            found.xpath("//select[@name='voice']/option/@value")
            + found.xpath("//input[@name='voice']/@value")
        )[0],
        "language": "id",
    }
    return client.post(there(blog), given | more, follow=True)


def test_officer_writes_second_officer_approves_with_one_tap_in_the_same_screen(
    desk: Desk,
) -> None:
    blog = opened(desk)
    response = write(as_(desk.officer), blog)
    assert response.redirect_chain
    version = Version.objects.get()
    assert (version.kind, version.state) == ("notice", State.PROPOSED)
    assert not screen(as_(desk.officer), blog).xpath("//input[@name='version']")  # not their own
    found = screen(as_(desk.second), blog)
    assert "Antrean tetap dilayani." in found.text_content()
    [asked] = found.xpath("//form[.//input[@name='version']]")
    assert asked.get("action") == there(blog, "setujui")
    assert "Antrean" not in screen(as_(desk.reporter), blog).text_content()  # not theirs to see yet
    as_(desk.second).post(there(blog, "setujui"), {"version": version.pk})
    version.refresh_from_db()
    assert (version.state, version.confirmed) == (State.CURRENT, False)
    assert blog.posts.get().state == BlogPost.State.SHOWN
    [again] = screen(as_(desk.head), blog).xpath("//input[@name='version']/@value")
    as_(desk.head).post(there(blog, "setujui"), {"version": again})
    version.refresh_from_db()
    assert version.confirmed


def test_a_reporter_writes_news_with_a_picture(desk: Desk) -> None:
    blog = opened(desk)
    picture = {"picture": SimpleUploadedFile("tps.jpg", jpeg(), "image/jpeg")}
    response = write(as_(desk.reporter), blog, **picture)
    assert not Version.objects.exists()  # it says what the picture must have
    assert response.context["form"].errors["alt"]
    picture["picture"].seek(0)
    write(as_(desk.reporter), blog, **picture, alt="Warga antre di TPS 12.")
    version = Version.objects.get()
    [image] = version.content.images
    assert (image.alt, image.credit) == ("Warga antre di TPS 12.", "Rambu Praing")
    assert version.kind == "news"
    as_(desk.editor).post(there(blog, "setujui"), {"version": version.pk})
    version.refresh_from_db()
    assert version.state == State.CURRENT


def test_what_is_no_picture_is_said_and_the_words_stay(desk: Desk) -> None:
    blog = opened(desk)
    wrong = SimpleUploadedFile("tps.jpg", b"<svg/>", "image/jpeg")
    response = write(as_(desk.reporter), blog, picture=wrong, alt="Antrean.")
    assert not Version.objects.exists()
    assert "TPS 12 Oesapa" in response.content.decode()
    assert response.context["form"].non_field_errors()
    assert not blog.posts.exists()


def test_nobody_gets_around_the_desk_s_own_rules(desk: Desk) -> None:
    blog = opened(desk)
    write(as_(desk.officer), blog)
    version = Version.objects.get()
    for person in (desk.officer, desk.editor, desk.reporter):
        as_(person).post(there(blog, "setujui"), {"version": version.pk})
        version.refresh_from_db()
        assert version.state == State.PROPOSED
    other = desk.proposed("release")  # it waits, and is no post of this blog
    response = as_(desk.second).post(there(blog, "setujui"), {"version": other.pk})
    assert response.status_code == 404
    for person in (desk.flores, desk.checker):
        response = as_(person).get(there(blog))
        assert response.status_code in (302, 404)


def test_a_person_plans_opens_and_closes_it(desk: Desk) -> None:
    client = as_(desk.editor)
    given = {
        "title": "Hari pemungutan suara",
        "slug": "hari-pemungutan-suara",
        "election": Election.objects.get(code="pilkada2024").pk,
        "opens_at": "2024-11-27T06:00",
        "closes_at": "2024-11-27T05:00",
        "owner": desk.pos.pk,
        "partners": [desk.kpu.pk],
        "takes": "at-once",
    }
    response = client.post(reverse("sasando_live_blog_new"), given)
    assert response.context["form"].errors["closes_at"]
    client.post(reverse("sasando_live_blog_new"), given | {"closes_at": "2024-11-27T20:00"})
    blog = LiveBlog.objects.get()
    assert blog.state == "planned"
    as_(desk.reporter).post(there(blog, "buka"))
    blog.refresh_from_db()
    assert blog.state == "planned"  # who writes does not open
    as_(desk.officer).post(there(blog, "buka"))
    blog.refresh_from_db()
    assert (blog.state, blog.opened_by) == ("open", desk.officer)
    client.post(there(blog, "tutup"))
    blog.refresh_from_db()
    assert (blog.state, blog.closed_by) == ("closed", desk.editor)
    assert blog.title in client.get(reverse("sasando_live_blogs")).content.decode()


def test_published_texts_are_put_in_pinned_and_left_out(desk: Desk) -> None:
    blog = opened(desk, takes=LiveBlog.Takes.OFFERED)
    client = as_(desk.reporter)
    version = out(desk)
    news = out(desk, "news")
    [post] = screen(client, blog).xpath("//form[contains(@action, 'ambil')]//input[@name='post']")
    client.post(there(blog, "ambil"), {"post": post.get("value")})
    client.post(there(blog, "masukkan"), {"text": news.href})
    assert blog.posts.shown().count() == 2
    client.post(there(blog, "sematkan"), {"text": version.code})
    pin = blog.pins.get()
    client.post(there(blog, "lepas"), {"pin": pin.pk})
    assert not blog.pins.exists()
    client.post(there(blog, "keluarkan"), {"post": blog.posts.shown().first().pk})
    assert blog.posts.shown().count() == 1
    response = client.post(there(blog, "masukkan"), {"text": "tidak-ada"}, follow=True)
    assert "tidak-ada" in response.content.decode()


def test_the_screens_keep_to_their_budget(desk: Desk) -> None:
    blog = opened(desk)
    for _ in range(3):
        out(desk)
        write(as_(desk.officer), blog)
    client = as_(desk.second)
    client.get(there(blog))
    with CaptureQueriesContext(connection) as found:
        client.get(there(blog))
    assert len(found) <= BUDGET
    with CaptureQueriesContext(connection) as found:
        client.get(reverse("sasando_live_blogs"))
    assert len(found) <= BUDGET


def test_who_closed_it_finds_no_form(desk: Desk) -> None:
    blog = planned(desk)
    actions.open_blog(blog=blog, by=desk.officer, at=NOW)
    actions.close_blog(blog=blog, by=desk.officer, at=NOW)
    assert not screen(as_(desk.officer), blog).xpath("//input[@name='once']")
