"""What is done to elections, stages, places and figures."""

from sasando.elections.actions.importing import (
    import_elections,
    import_figures,
    import_places,
    import_stages,
    import_turnout,
)
from sasando.elections.actions.moving import move_stage
from sasando.elections.actions.preparing import ensure_permissions, load_calendar_2024

__all__ = [
    "ensure_permissions",
    "import_elections",
    "import_figures",
    "import_places",
    "import_stages",
    "import_turnout",
    "load_calendar_2024",
    "move_stage",
]
