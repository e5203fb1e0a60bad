"""Figures that add up say nothing; figures that do not are told with their sources."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sasando.elections.consistency import Reported, Rule, find_discrepancies

DAY = date(2024, 9, 19)
COUNT = st.integers(0, 500_000)


def figure(value, measure="voters", sex="", place="5371", source="KPU", as_of=DAY, contest=""):
    return Reported(
        election="pilkada2024",
        place=place,
        place_name=place,
        measure=measure,
        value=value,
        source=source,
        as_of=as_of,
        sex=sex,
        contest=contest,
    )


@given(COUNT, COUNT, st.integers(-100, 100))
def test_men_and_women_make_everybody_or_the_difference_is_told(men, women, slip):
    total = men + women + slip
    found = find_discrepancies(
        [figure(men, sex="male"), figure(total), figure(women, sex="female")]
    )
    assert [d.difference for d in found] == ([slip] if slip else [])


@given(st.lists(COUNT, min_size=1, max_size=6), st.integers(-5, 5))
def test_districts_make_the_city(counts, slip):
    codes = [f"5371{number:02}" for number in range(len(counts))]
    districts = [figure(n, place=code) for n, code in zip(counts, codes, strict=True)]
    city = figure(sum(counts) + slip)
    found = find_discrepancies([city, *districts], divisions={"5371": [codes]})
    assert [(d.rule, d.difference) for d in found] == ([(Rule.PLACES, slip)] if slip else [])
    one_unknown = find_discrepancies([city, *districts], divisions={"5371": [[*codes, "537199"]]})
    assert one_unknown == ()


def test_valid_and_invalid_votes_make_the_ballots_used_of_one_contest():
    mayor = [
        figure(192_752, "ballots-used", contest="mayor"),
        figure(189_170, "valid-votes", contest="mayor"),
        figure(3_581, "invalid-votes", contest="mayor"),
        figure(1, "invalid-votes", contest="governor"),
    ]
    (odd,) = find_discrepancies(mayor)
    assert (odd.rule, odd.difference, odd.sources) == (Rule.PARTS, 1, ("KPU",))


def test_parts_of_different_sources_or_days_are_not_added_up():
    assert not find_discrepancies(
        [
            figure(10),
            figure(3, sex="male", source="A"),
            figure(3, sex="female", source="B"),
            figure(4, sex="male", source="B", as_of=date(2024, 8, 10)),
        ]
    )


def test_one_slip_in_one_source_is_told_once():
    found = find_discrepancies(
        [
            figure(275_085),
            figure(134_400, sex="male"),
            figure(140_685, sex="female"),
            figure(276_085, source="detik"),
            figure(275_085, source="ANTARA"),
        ]
    )
    assert [(d.rule, d.sources) for d in found] == [(Rule.SOURCES, ("KPU", "detik"))]


def test_other_days_are_no_contradiction():
    assert not find_discrepancies([figure(1), figure(2, as_of=date(2024, 12, 6))])


@given(
    st.permutations(
        [figure(1), figure(2, source="B"), figure(5, sex="male"), figure(6, sex="female")]
    )
)
def test_the_order_of_rows_changes_nothing_but_who_comes_first(rows):
    found = find_discrepancies(rows)
    assert {frozenset((d.whole, *d.parts)) for d in found} == {
        frozenset(pair)
        for pair in (
            (figure(1), figure(2, source="B")),
            (figure(1), figure(5, sex="male"), figure(6, sex="female")),
            (figure(2, source="B"), figure(5, sex="male"), figure(6, sex="female")),
        )
    }
