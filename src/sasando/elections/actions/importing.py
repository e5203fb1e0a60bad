"""Tables are taken whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import IO, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from sasando.elections import signals
from sasando.elections.imports.figures import FigureRow, parse_figures
from sasando.elections.imports.places import LEVELS, PlaceRow, StationsRow, parse_places
from sasando.elections.imports.report import ImportReport, Tally
from sasando.elections.imports.stages import StageRow, parse_elections, parse_stages
from sasando.elections.imports.table import MAX_BYTES, Problems
from sasando.elections.imports.turnout import parse_turnout
from sasando.elections.models import Election, Figure, Place, PollingStations, Stage

_Row = TypeVar("_Row", bound=models.Model)
_NOT_COPIED = {"code", "election", "place", "parent", "number_in_file", "starts", "ends"}
_BATCH = 500  # rows a statement; SQLite takes 32,766 values in one


def _content(file: IO[bytes] | bytes) -> bytes:
    """Everything of ``file``, or one byte more than is allowed: the parser refuses that."""
    return file if isinstance(file, bytes) else file.read(MAX_BYTES + 1)


def _codes(model: type[models.Model]) -> set[str]:
    return set(model._default_manager.values_list("code", flat=True))


@transaction.atomic
def import_elections(file: IO[bytes] | bytes) -> ImportReport:
    """Take the elections of a CSV ``file``: new ones are made, known ones brought up to date."""
    problems = Problems()
    rows = parse_elections(_content(file), problems)
    if problems.found:
        return problems.report()
    tally = Tally()
    for row in rows:
        values = {name: getattr(row, name) for name in row.__slots__ if name != "code"}
        _take(Election, {"code": row.code}, values, tally)
    return tally.report()


@transaction.atomic
def import_stages(file: IO[bytes] | bytes) -> ImportReport:
    """Take the stages of a CSV ``file``. New ones are made, names and notes brought up to date.

    Dates of a stage that stands are never changed here: they move by an approved release, and a
    file with dates that the stage never had is refused.
    """
    problems = Problems()
    standing = {stage.code: stage for stage in Stage.objects.for_calendar()}
    elections = {election.code: election for election in Election.objects.all()}
    places = {place.code: place for place in _places_named_by_stages()}
    rows = parse_stages(
        _content(file),
        problems,
        elections=elections,
        places=places,
        stages=standing,
    )
    for row in rows:
        _refuse_moves(row, standing.get(row.code), problems)
    if problems.found:
        return problems.report()
    tally = Tally()
    for row in rows:
        values = {
            "election": elections[row.election],
            "place": places.get(row.place),
            "parent": standing.get(row.parent),
            **{name: getattr(row, name) for name in row.__slots__ if name not in _NOT_COPIED},
        }
        dates: dict[str, object] = {"starts": row.starts, "ends": row.ends}
        standing[row.code] = _take(Stage, {"code": row.code}, values, tally, dates)
    signals.stages_imported.send(sender=Stage, codes=[row.code for row in rows])
    return tally.report()


def _places_named_by_stages() -> models.QuerySet[Place]:
    """Stages belong to cities and provinces; the country's villages need not be read."""
    return Place.objects.filter(level__in=(Place.Level.PROVINCE, Place.Level.CITY))


def _refuse_moves(row: StageRow, standing: Stage | None, problems: Problems) -> None:
    if standing is None:
        return
    if standing.election.code != row.election:
        problems.add(
            row.number_in_file,
            "pemilihan",
            _("%(code)s is a stage of “%(election)s”.")
            % {"code": row.code, "election": standing.election.code},
        )
    had = {(standing.starts, standing.ends)}
    had |= {(move.was_starts, move.was_ends) for move in standing.moves.all()}
    if (row.starts, row.ends) not in had:
        problems.add(
            row.number_in_file,
            "mulai",
            _("The calendar has %(starts)s to %(ends)s. Dates move by an approved release only.")
            % {"starts": standing.starts or "–", "ends": standing.ends or "–"},
        )


def _take(
    model: type[_Row],
    key: dict[str, str],
    values: dict[str, object],
    tally: Tally,
    first: dict[str, object] | None = None,
) -> _Row:
    """Make the row, or change what differs. ``first`` is set on a new row only."""
    row, made = model._default_manager.get_or_create(**key, defaults=values | (first or {}))
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if changed and not made:
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
    tally.note(made=made, changed=bool(changed))
    return row


@transaction.atomic
def import_places(file: IO[bytes] | bytes) -> ImportReport:
    """Take places, and the polling stations of villages, from a CSV ``file``."""
    problems = Problems()
    table = parse_places(_content(file), problems, elections=_codes(Election))
    if problems.found:
        return problems.report()
    tally = Tally()
    known = Place.objects.in_bulk(field_name="code")
    for level in LEVELS:
        _take_places(table.of_level(level), known, tally)
    _take_stations(table.stations, known)
    return tally.report()


def _take_places(rows: Sequence[PlaceRow], known: dict[str, Place], tally: Tally) -> None:
    made, changed = [], []
    for row in rows:
        parent = known.get(row.parent)
        place = known.get(row.code)
        if place is None:
            made.append(Place(code=row.code, name=row.name, level=row.level, parent=parent))
            tally.note(made=True)
            continue
        # A table without provinces says nothing of what a city lies in.
        lies_in = parent.pk if parent else place.parent_id
        differs = (place.name, place.level, place.parent_id) != (row.name, row.level, lies_in)
        tally.note(made=False, changed=differs)
        if differs:
            place.name, place.level, place.parent_id = row.name, row.level.value, lies_in
            changed.append(place)
    Place.objects.bulk_create(made, batch_size=_BATCH)
    Place.objects.bulk_update(changed, ["name", "level", "parent"], batch_size=_BATCH)
    known.update({place.code: place for place in made})


def _take_stations(rows: Sequence[StationsRow], places: dict[str, Place]) -> None:
    elections = {election.code: election for election in Election.objects.all()}
    PollingStations.objects.bulk_create(
        [
            PollingStations(
                place=places[row.place],
                election=elections[row.election],
                count=row.count,
                source=row.source,
                as_of=row.as_of,
            )
            for row in rows
        ],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["place", "election", "source"],
        update_fields=["count", "as_of"],
    )


@transaction.atomic
def import_figures(file: IO[bytes] | bytes) -> ImportReport:
    """Take official figures from a CSV ``file``.

    A figure that stands is never overwritten by a file: another value of the same source for the
    same day is an error. Contradictions between sources are taken; ``consistency`` shows them.
    """
    return _take_figures(file, parse_figures)


@transaction.atomic
def import_turnout(file: IO[bytes] | bytes) -> ImportReport:
    """Take voters and turnout from a CSV ``file`` with the columns of the official form.

    The rules are those of ``import_figures``. A total row is checked and not kept.
    """
    return _take_figures(file, parse_turnout)


def _take_figures(
    file: IO[bytes] | bytes, parse: Callable[..., Sequence[FigureRow]]
) -> ImportReport:
    problems = Problems()
    elections = {election.code: election for election in Election.objects.all()}
    rows = parse(_content(file), problems, elections=elections, places=_codes(Place))
    standing = _standing_figures()
    for row in rows:
        was = standing.get(row.key)
        if was is not None and was != row.value:
            message = _("The same source has %(was)d for this day already.") % {"was": was}
            problems.add(row.number_in_file, row.column, message)
    if problems.found:
        return problems.report()
    places = Place.objects.in_bulk({row.place for row in rows}, field_name="code")
    tally = Tally()
    new = [row for row in rows if row.key not in standing]
    Figure.objects.bulk_create(
        [_figure(row, elections[row.election], places[row.place]) for row in new],
        batch_size=_BATCH,
    )
    tally.counts.update(created=len(new), unchanged=len(rows) - len(new))
    return tally.report()


def _standing_figures() -> dict[tuple[object, ...], int]:
    names = ("election__code", "place__code", "measure", "sex", "age", "contest", "source", "as_of")
    return {row[:-1]: row[-1] for row in Figure.objects.order_by().values_list(*names, "value")}


def _figure(row: FigureRow, election: Election, place: Place) -> Figure:
    return Figure(
        election=election,
        place=place,
        measure=row.measure,
        sex=row.sex,
        age=row.age,
        contest=row.contest,
        value=row.value,
        source=row.source,
        source_url=row.source_url,
        as_of=row.as_of,
        quality=row.quality,
        note=row.note,
    )
