"""Stages and places are found by their words, and told apart."""

from django.urls import reverse

from sasando.elections.models import Election, Place, Stage


def listed(client, chooser, **query):
    answer = client.get(reverse(f"sasando_{chooser}_chooser:choose_results"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stage_is_found_by_its_words_and_its_election(client, desk):
    other = Election.objects.create(code="pemilu2024", name="Pemilu 2024", kind="general")
    Stage.objects.create(code="pungut-2", election=other, number=1, kind="voting", name="pungut")
    client.force_login(desk.officer)
    both = listed(client, "stage", q="pungut")
    assert "Pemilu 2024" in both
    assert "Pilkada Serentak 2024" in both
    one = listed(client, "stage", q="pemilu pungut")
    assert "Pemilu 2024" in one
    assert "Pilkada Serentak 2024" not in one
    opened = client.get(reverse("sasando_stage_chooser:choose"))
    assert 'name=\\"q\\"' in opened.content.decode()


def test_a_place_is_found_and_told_from_its_namesake(client, desk):
    for code, name in (("53.71.01", "Alak"), ("53.71.02", "Maulafa")):
        above = Place.objects.create(code=code, name=name, level="district")
        Place.objects.create(code=f"{code}.1", name="Batuplat", level="village", parent=above)
    client.force_login(desk.officer)
    page = listed(client, "place", q="batuplat")
    assert "Alak" in page
    assert "Maulafa" in page
    assert "Alak" not in listed(client, "place", q="batuplat maulafa")
