"""Official figures: a value is never without its source and its date."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.elections.consistency import Discrepancy, Reported, find_discrepancies
from sasando.elections.models.calendar import Election
from sasando.elections.models.places import Place

AGE_GROUP = r"^(\d{2}-(\d{2,3}|up)|under-\d{2})$"


class PollingStationsQuerySet(models.QuerySet["PollingStations"]):
    def beneath(self, places: models.QuerySet[Place]) -> PollingStationsQuerySet:
        """The rows of cities and districts in ``places`` and of everything in these."""
        whole = places.exclude(level=Place.Level.PROVINCE).order_by().values("pk")
        return self.filter(
            models.Q(place__in=whole)
            | models.Q(place__parent__in=whole)
            | models.Q(place__parent__parent__in=whole)
        )

    def reported(self) -> tuple[Reported, ...]:
        """The rows as figures, to be compared with others."""
        return tuple(
            Reported(
                election=row.election.code,
                place=row.place.code,
                place_name=row.place.name,
                measure=Figure.Measure.STATIONS.value,
                value=row.count,
                source=row.source,
                as_of=row.as_of,
            )
            for row in self.select_related("election", "place")
        )


class PollingStations(models.Model):
    """How many polling stations a place had at an election, by one source."""

    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="polling_stations"
    )
    election = models.ForeignKey(
        Election,
        verbose_name=_("election"),
        on_delete=models.PROTECT,
        related_name="polling_stations",
    )
    count = models.PositiveIntegerField(_("polling stations"))
    source = models.CharField(_("source"), max_length=200)
    as_of = models.DateField(_("as of"))

    objects = PollingStationsQuerySet.as_manager()

    class Meta:
        verbose_name = _("polling stations")
        verbose_name_plural = _("polling stations")
        ordering = ("election", "place")
        constraints = [
            models.UniqueConstraint(
                fields=("place", "election", "source"), name="stations_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.count}"


class FigureQuerySet(models.QuerySet["Figure"]):
    def reported(self) -> tuple[Reported, ...]:
        """The figures of people of all ages as plain data, to be compared."""
        return tuple(
            Reported(
                election=row.election.code,
                place=row.place.code,
                place_name=row.place.name,
                measure=row.measure,
                value=row.value,
                source=row.source,
                as_of=row.as_of,
                sex=row.sex,
                contest=row.contest,
                derived=row.quality == Figure.Quality.DERIVED,
            )
            for row in self.filter(age="").select_related("election", "place")
        )

    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """What does not add up in these figures and the polling stations beneath. 4 queries.

        Sums over places are compared within cities, whose places are always imported whole.
        """
        places = Place.objects.filter(pk__in=self.order_by().values("place"))
        stations = PollingStations.objects.beneath(places).reported()
        return find_discrepancies(self.reported() + stations, divisions=places.divisions())


class Figure(models.Model):
    """One number as one source gave it. Figures that contradict each other stand side by side."""

    class Measure(models.TextChoices):
        PROVISIONAL_VOTERS = "provisional-voters", _("Voters on the provisional list (DPS)")
        VOTERS = "voters", _("Voters on the final list (DPT)")
        REGULAR_VOTERS = "regular-voters", _("Voters on the final list, regular stations")
        DISABLED_VOTERS = "disabled-voters", _("Voters with disabilities")
        STATIONS = "stations", _("Polling stations")
        REGULAR_STATIONS = "regular-stations", _("Polling stations, regular")
        SPECIAL_STATIONS = "special-stations", _("Polling stations at special locations")
        VOTED_LISTED = "voted-listed", _("Voted, from the final list")
        VOTED_MOVED = "voted-moved", _("Voted, moved from elsewhere")
        VOTED_ADDED = "voted-added", _("Voted, with identity card only")
        VOTED = "voted", _("Voted, everybody")
        ABSTAINED = "abstained", _("Did not vote")
        BALLOTS_USED = "ballots-used", _("Ballots used")
        VALID_VOTES = "valid-votes", _("Valid votes")
        INVALID_VOTES = "invalid-votes", _("Invalid votes")
        CANDIDATE_VOTES = "candidate-votes", _("Votes of all candidates, added up")

    class Sex(models.TextChoices):
        FEMALE = "female", _("Women")
        MALE = "male", _("Men")

    class Contest(models.TextChoices):
        PRESIDENT = "president", _("President")
        GOVERNOR = "governor", _("Governor")
        MAYOR = "mayor", _("Mayor")

    class Quality(models.TextChoices):
        REPORTED = "reported", _("As the source gives it")
        DERIVED = "derived", _("Calculated from other figures")

    election = models.ForeignKey(
        Election, verbose_name=_("election"), on_delete=models.PROTECT, related_name="figures"
    )
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="figures"
    )
    measure = models.CharField(_("measure"), max_length=20, choices=Measure)
    sex = models.CharField(
        _("sex"), max_length=6, choices=Sex, blank=True, help_text=_("Empty: everybody.")
    )
    age = models.CharField(
        _("age group"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(AGE_GROUP)],
        help_text=_("As the source has it: 17-21, or 60-up. Empty: all ages."),
    )
    contest = models.CharField(
        _("contest"), max_length=10, choices=Contest, blank=True, help_text=_("Whose ballots.")
    )
    value = models.PositiveBigIntegerField(_("value"))
    source = models.CharField(_("source"), max_length=200, help_text=_("Who published it."))
    source_url = models.URLField(_("address of the source"), max_length=400, blank=True)
    as_of = models.DateField(_("as of"))
    quality = models.CharField(
        _("quality"), max_length=8, choices=Quality, default=Quality.REPORTED
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ("election", "place__code", "measure", "contest", "sex", "as_of", "pk")
        indexes = [models.Index(fields=["election", "place", "measure"])]
        constraints = [
            models.UniqueConstraint(
                fields=(
                    "election",
                    "place",
                    "measure",
                    "sex",
                    "age",
                    "contest",
                    "source",
                    "as_of",
                ),
                name="figure_once_per_source_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()}, {self.place}: {self.value}"
