"""The closed lists a Document speaks in. Values are stable: they are part of every digest."""

from enum import StrEnum


class Kind(StrEnum):
    """What an item is. The approval policy has one row for each (see ``desk.policy``)."""

    RELEASE = "release"  # Rilis resmi
    NOTICE = "notice"  # Pengumuman segera (informasi serta-merta, UU 14/2008 Ps 10)
    PARTNERSHIP = "partnership"  # Kerja sama
    NEWS = "news"  # Berita
    ERRATUM = "erratum"  # Ralat (Kode Etik Jurnalistik Ps 10)
    VERDICT = "verdict"  # Cek fakta
    LESSON = "lesson"
    EPISODE = "episode"


class PartyKind(StrEnum):
    """What an organisation is to the partnership."""

    COMMISSION = "commission"
    NEWSROOM = "newsroom"
    NETWORK = "network"
    CHECKER = "checker"


class Audience(StrEnum):
    """Bases of voters (*basis pemilih*), as the commission's voter education names them.

    The commission counts prisoners, patients and remote places among those with special needs; the
    last five are kept apart here, since each needs lessons of its own.
    """

    FAMILY = "family"
    FIRST_TIME = "first-time"  # pemilih pemula, 17-21
    YOUTH = "youth"  # pemilih muda, 22-30
    WOMEN = "women"
    DISABILITY = "disability"
    SPECIAL_NEEDS = "special-needs"
    MARGINAL = "marginal"
    COMMUNITY = "community"
    FAITH = "faith"
    NETIZEN = "netizen"
    ELDERLY = "elderly"
    MOVED = "moved"  # vote elsewhere: pindah memilih
    REMOTE = "remote"  # islands, coasts, mountains
    INSTITUTION = "institution"  # prisoners and hospital patients: TPS lokasi khusus
    ABROAD = "abroad"


class Gender(StrEnum):
    """As a speaker stated it; never guessed from a name."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class VoiceRole(StrEnum):
    """As what somebody is quoted, after the functions of the Global Media Monitoring Project."""

    OFFICIAL = "official"  # speaks for an office, a party or an organisation
    EXPERT = "expert"  # is asked for what they know
    CANDIDATE = "candidate"
    CITIZEN = "citizen"  # speaks from their own life


class PictureRole(StrEnum):
    """What somebody does in a picture."""

    SPEAKS = "speaks"  # or decides
    WORKS = "works"
    LISTENS = "listens"  # or waits, or watches
    ACCOMPANIES = "accompanies"  # or serves, greets, decorates


class PlaceLevel(StrEnum):
    """Levels of Indonesian administration that elections are held at."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    VILLAGE = "village"
