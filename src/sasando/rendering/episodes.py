"""An episode in words and blocks, for every surface: when, where, who, and what for."""

from zoneinfo import ZoneInfo

from sasando.documents import EpisodeStatement
from sasando.documents.blocks import Fact, FactBox
from sasando.documents.episode import EpisodePerson
from sasando.rendering.dates import KUPANG_TIME, clock, local_day, long_date, long_moment
from sasando.rendering.phrases import Phrases


def when(episode: EpisodeStatement, language: str, zone: ZoneInfo = KUPANG_TIME) -> str:
    """Return day and times: "Kamis, 12 September 2024, 19.00 WITA – 20.30 WITA"."""
    day = local_day(episode.starts_at, zone)
    starts = f"{long_date(day, language, with_weekday=True)}, {clock(episode.starts_at, language)}"
    if local_day(episode.ends_at, zone) == day:
        return f"{starts} – {clock(episode.ends_at, language, zone)}"
    return f"{starts} – {long_moment(episode.ends_at, language, zone)}"


def named(person: EpisodePerson) -> str:
    """Return name, office and organisation, parted by commas."""
    return ", ".join(part for part in (person.name, person.office, person.organisation) if part)


def announcement(episode: EpisodeStatement, language: str) -> FactBox:
    """Return what is announced as a fact box: what channels without a page of their own show."""
    t = Phrases(language)
    facts = [
        Fact(label=t("episode.when"), value=when(episode, language)),
        *([Fact(label=t("episode.where"), value=episode.venue)] if episode.venue else []),
        *(Fact(label=t("episode.host"), value=named(person)) for person in episode.hosts),
        *(Fact(label=t("episode.guest"), value=named(person)) for person in episode.guests),
        Fact(label=t("episode.purpose"), value=episode.purpose[:500]),
    ]
    return FactBox(
        title=t(f"episode.format_{episode.format.value.replace('-', '_')}"), facts=tuple(facts)
    )
