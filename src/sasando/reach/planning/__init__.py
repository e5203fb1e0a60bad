"""The audience plan: per stage and audience what is planned, published, reached and understood.

Reads only, and types nothing in: every figure comes from what happened in the house.
"""

from sasando.reach.planning.participation import Turnout, turnout_of
from sasando.reach.planning.plan import AudiencePlan, Cell, StagePlan, audience_plan
from sasando.reach.planning.scope import Scope, scope_of, scopes

__all__ = [
    "AudiencePlan",
    "Cell",
    "Scope",
    "StagePlan",
    "Turnout",
    "audience_plan",
    "scope_of",
    "scopes",
    "turnout_of",
]
