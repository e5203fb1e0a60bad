"""Deadlines worked out by hand from the articles, with the decrees of each year's days off beside.

Each row: what it is about, the provision, the step, the regime, the day it begins with, the last day.
Each was counted on a paper calendar; nothing here was computed by the code it judges.

Days off, weekends aside (* joint leave):
2024: 1 Jan; 8, 9*, 14 Feb; 11, 12*, 29 Mar; 8*, 9*, 10, 11, 12*, 15* Apr; 1, 9, 10*, 23, 24* May; 17, 18*
      Jun; 16 Sep; 27 Nov; 25, 26* Dec
2025: 1, 27, 28*, 29 Jan; 28*, 31 Mar; 1, 2*, 3*, 4*, 7*, 18 Apr; 1, 12, 13*, 29, 30* May; 6, 9*, 27 Jun;
      18* Aug; 5 Sep; 25, 26* Dec
2026: 1, 16 Jan; 16*, 17 Feb; 18*, 19, 20*, 23*, 24* Mar; 3 Apr; 1, 14, 15*, 27, 28* May; 1, 16 Jun; 17,
      25 Aug; 24*, 25 Dec
"""

from dataclasses import dataclass

from sasando.openness.clock import Regime, Step


@dataclass(frozen=True)
class Case:
    """One deadline; ``extended`` takes the extension after the answer."""

    about: str
    article: str
    step: Step
    regime: Regime
    starts: str
    due: str


_UU = "UU 14/2008 Pasal"
_PERKI = "PerKI 1/2019 Pasal"
_A, _E = Step.ANSWER, Step.EXTENSION
_U, _P = Regime.GENERAL, Regime.ELECTION

_ANSWER = [  # ten working days
    ("two plain weeks", "2024-01-08", "2024-01-22"),
    ("received on a Friday", "2024-01-05", "2024-01-19"),
    ("received on a Saturday", "2024-01-06", "2024-01-19"),
    ("received on a Sunday", "2024-01-07", "2024-01-19"),
    ("across Isra Mikraj, joint leave and voting day", "2024-01-29", "2024-02-15"),
    ("the day before Isra Mikraj", "2024-02-07", "2024-02-26"),
    ("received on voting day", "2024-02-14", "2024-02-28"),
    ("across Nyepi and its joint leave", "2024-03-01", "2024-03-19"),
    ("across Good Friday and Lebaran", "2024-03-25", "2024-04-17"),
    ("the last working day before Lebaran", "2024-04-05", "2024-04-29"),
    ("across Labour Day and Ascension", "2024-04-30", "2024-05-17"),
    ("across Waisak and its joint leave", "2024-05-15", "2024-05-31"),
    ("across Idul Adha and its joint leave", "2024-06-06", "2024-06-24"),
    ("a holiday that falls on a Saturday costs nothing", "2024-08-09", "2024-08-23"),
    ("across Maulid", "2024-09-09", "2024-09-24"),
    ("across the day of the regional elections", "2024-11-20", "2024-12-05"),
    ("across Christmas and New Year", "2024-12-18", "2025-01-06"),
    ("received on Christmas Eve", "2024-12-24", "2025-01-10"),
    ("received on New Year's Eve", "2024-12-31", "2025-01-15"),
    ("received on New Year's Day", "2025-01-01", "2025-01-15"),
    ("across three days off in a row in January", "2025-01-17", "2025-02-05"),
    ("across the long Lebaran of 2025", "2025-03-20", "2025-04-14"),
    ("received on a day of joint leave", "2025-03-28", "2025-04-22"),
    ("across Labour Day, Waisak and joint leave", "2025-04-30", "2025-05-19"),
    ("across Ascension and Idul Adha", "2025-05-26", "2025-06-13"),
    ("the joint leave of 18 August 2025", "2025-08-08", "2025-08-25"),
    ("across Maulid of 2025", "2025-09-01", "2025-09-16"),
    ("across the end of 2025", "2025-12-22", "2026-01-08"),
    ("the first working day of 2026", "2026-01-02", "2026-01-19"),
    ("across Imlek and its joint leave", "2026-02-06", "2026-02-24"),
    ("across Nyepi, Lebaran and Good Friday of 2026", "2026-03-13", "2026-04-06"),
    ("received on joint leave before Nyepi", "2026-03-18", "2026-04-08"),
    ("across Ascension of 2026", "2026-05-06", "2026-05-22"),
    ("across Idul Adha and Pancasila Day", "2026-05-22", "2026-06-10"),
    ("across Independence Day and Maulid", "2026-08-10", "2026-08-26"),
    ("across the end of 2026, Isra Mikraj behind it", "2026-12-18", "2027-01-07"),
]
_EXTENSION = [  # seven more, from the last day of the answer
    ("after two plain weeks", "2024-01-22", "2024-01-31"),
    ("from the day after voting day", "2024-02-15", "2024-02-26"),
    ("up to the day before Good Friday", "2024-03-19", "2024-03-28"),
    ("after Lebaran", "2024-04-17", "2024-04-26"),
    ("across Waisak", "2024-05-17", "2024-05-30"),
    ("in December", "2024-12-05", "2024-12-16"),
    ("in the new year", "2025-01-06", "2025-01-15"),
    ("in February", "2025-02-05", "2025-02-14"),
    ("across Isra Mikraj of 2026", "2026-01-08", "2026-01-20"),
    ("after Good Friday of 2026", "2026-04-06", "2026-04-15"),
]
_ELECTION_ANSWER = [  # three working days
    ("in a plain week", "2024-09-23", "2024-09-26"),
    ("a Friday before Maulid", "2024-09-13", "2024-09-19"),
    ("the Saturday after it", "2024-09-14", "2024-09-19"),
    ("the Friday before voting day", "2024-11-22", "2024-11-28"),
    ("the day before voting day", "2024-11-26", "2024-12-02"),
    ("received on voting day", "2024-11-27", "2024-12-02"),
    ("across Isra Mikraj and joint leave", "2024-02-06", "2024-02-13"),
    ("the day before the general election", "2024-02-13", "2024-02-19"),
    ("the last working day before Lebaran", "2024-04-05", "2024-04-18"),
    ("across Christmas", "2024-12-23", "2024-12-30"),
    ("across New Year", "2024-12-30", "2025-01-03"),
    ("across Ascension", "2024-05-08", "2024-05-15"),
    ("across Idul Adha", "2024-06-14", "2024-06-21"),
    ("across a Saturday holiday", "2024-08-15", "2024-08-20"),
]
_ELECTION_EXTENSION = [  # two more
    ("in a plain week", "2024-09-26", "2024-09-30"),
    ("after voting day", "2024-11-28", "2024-12-02"),
    ("across the general election", "2024-02-13", "2024-02-16"),
    ("across New Year", "2024-12-30", "2025-01-02"),
    ("in May", "2024-05-15", "2024-05-17"),
]
_OTHERS = [
    ("the superior has thirty", f"{_UU} 36 ayat (2)", Step.OBJECTION, _U, "2024-07-01", "2024-08-12"),
    ("thirty across Nyepi and Lebaran", f"{_UU} 36 ayat (2)", Step.OBJECTION, _U, "2024-03-01", "2024-04-25"),
    ("thirty across voting day and the year's end", f"{_UU} 36 ayat (2)", Step.OBJECTION, _U, "2024-11-25", "2025-01-10"),
    ("thirty across Lebaran of 2025", f"{_UU} 36 ayat (2)", Step.OBJECTION, _U, "2025-03-03", "2025-04-24"),
    ("thirty across five days off in May 2026", f"{_UU} 36 ayat (2)", Step.OBJECTION, _U, "2026-04-20", "2026-06-09"),
    ("three in an election", f"{_PERKI} 14", Step.OBJECTION, _P, "2024-10-07", "2024-10-10"),
    ("three across voting day", f"{_PERKI} 14", Step.OBJECTION, _P, "2024-11-22", "2024-11-28"),
    ("three across Christmas", f"{_PERKI} 14", Step.OBJECTION, _P, "2024-12-24", "2024-12-31"),
    ("thirty to object", f"{_UU} 36 ayat (1)", Step.OBJECT, _U, "2024-07-01", "2024-08-12"),
    ("thirty to object across the year's end", f"{_UU} 36 ayat (1)", Step.OBJECT, _U, "2024-12-20", "2025-02-10"),
    ("the general time to object holds in elections", f"{_UU} 36 ayat (1)", Step.OBJECT, _P, "2024-07-01", "2024-08-12"),
    ("fourteen to go to the commission", f"{_UU} 37 ayat (2)", Step.DISPUTE, _U, "2024-07-01", "2024-07-19"),
    ("fourteen across the year's end", f"{_UU} 37 ayat (2)", Step.DISPUTE, _U, "2024-12-12", "2025-01-06"),
    ("fourteen across Waisak", f"{_UU} 37 ayat (2)", Step.DISPUTE, _U, "2024-05-14", "2024-06-05"),
    ("fourteen until the commission begins", f"{_UU} 38 ayat (1)", Step.HEARING, _U, "2024-08-05", "2024-08-23"),
    ("a hundred until it has finished", f"{_UU} 38 ayat (2)", Step.RULING, _U, "2024-07-01", "2024-11-19"),
    ("fourteen until it has finished in elections", "PerKI 1/2019", Step.RULING, _P, "2024-08-05", "2024-08-23"),
    ("three to see whether it is complete", "PKPU 22/2023", Step.CHECK, _U, "2024-09-13", "2024-09-19"),
    ("the same in elections", "PKPU 22/2023", Step.CHECK, _P, "2024-09-13", "2024-09-19"),
    ("three to complete it", "PKPU 22/2023", Step.COMPLETE, _U, "2024-09-19", "2024-09-24"),
    ("three to complete it across Christmas", "PKPU 22/2023", Step.COMPLETE, _U, "2024-12-24", "2024-12-31"),
    ("on the day before the amendment", "PKPU 22/2023", Step.CHECK, _U, "2025-12-28", "2025-12-31"),
    ("on the day of the amendment", "PKPU 22/2023, terakhir diubah dengan PKPU 4/2025", Step.CHECK, _U, "2025-12-29", "2026-01-02"),
    ("two, by the rule of 2014", "PerKI 1/2014", _A, _P, "2014-06-02", "2014-06-04"),
    ("two on the last day of that rule", "PerKI 1/2014", _A, _P, "2019-02-27", "2019-03-01"),
    ("three on the first day of the next", f"{_PERKI} 12", _A, _P, "2019-02-28", "2019-03-05"),
    ("before there was a rule for elections", f"{_UU} 22 ayat (7)", _A, _P, "2014-03-17", "2014-04-01"),
]  # fmt: skip

CASES = [
    *(Case(about, f"{_UU} 22 ayat (7)", _A, _U, *days) for about, *days in _ANSWER),
    *(Case(about, f"{_UU} 22 ayat (8)", _E, _U, *days) for about, *days in _EXTENSION),
    *(Case(about, f"{_PERKI} 12", _A, _P, *days) for about, *days in _ELECTION_ANSWER),
    *(Case(about, f"{_PERKI} 12", _E, _P, *days) for about, *days in _ELECTION_EXTENSION),
    *(Case(*row) for row in _OTHERS),
]

# When it was sent, where; the day it is received in Kupang (WITA, UTC+8); the answer in elections.
MOMENTS = [
    ("2024-09-23T22:59", "Asia/Jakarta", "2024-09-23", "2024-09-26"),  # 23:59 WITA, a Monday
    ("2024-09-23T23:00", "Asia/Jakarta", "2024-09-24", "2024-09-27"),  # midnight in Kupang
    ("2024-09-23T23:30", "Asia/Jakarta", "2024-09-24", "2024-09-27"),
    ("2024-09-23T23:59", "Asia/Makassar", "2024-09-23", "2024-09-26"),
    ("2024-09-24T00:00", "Asia/Makassar", "2024-09-24", "2024-09-27"),
    ("2024-09-24T00:59", "Asia/Jayapura", "2024-09-23", "2024-09-26"),
    ("2024-09-24T01:00", "Asia/Jayapura", "2024-09-24", "2024-09-27"),
    ("2024-09-23T15:59", "UTC", "2024-09-23", "2024-09-26"),
    ("2024-09-23T16:00", "UTC", "2024-09-24", "2024-09-27"),
    ("2024-12-31T23:30", "Asia/Jakarta", "2025-01-01", "2025-01-06"),  # the next year's register
    ("2024-12-31T22:30", "Asia/Jakarta", "2024-12-31", "2025-01-06"),
]
