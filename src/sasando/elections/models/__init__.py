"""Elections, their stages, the places they are held at, and official figures."""

from sasando.elections.models.calendar import Election, Stage, StageMove
from sasando.elections.models.figures import Figure, PollingStations
from sasando.elections.models.places import Place

__all__ = ["Election", "Figure", "Place", "PollingStations", "Stage", "StageMove"]
