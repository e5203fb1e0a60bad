"""What the whole house keeps, for how long and why: the rules of every room, in their order."""

from sasando.accounts import retention as accounts
from sasando.channels import retention as channels
from sasando.claims import retention as claims
from sasando.desk import retention as desk
from sasando.education import retention as education
from sasando.elections import retention as elections
from sasando.live import retention as live
from sasando.openness import retention as openness
from sasando.partnership import retention as partnership
from sasando.reach import retention as reach
from sasando.retention import of_people
from sasando.retention.rules import Schedule
from sasando.site import retention as site


def schedule() -> Schedule:
    """Return the schedule of retention. What hangs on something is carried out before it."""
    return Schedule(
        rules=(
            *claims.RULES,
            *channels.RULES,
            *live.RULES,
            *openness.RULES,
            *partnership.RULES,
            *accounts.RULES,
            *reach.RULES,
            *desk.RULES,
            *of_people.RULES,
        ),
        stays=(
            *of_people.STAYS,
            *elections.STAYS,
            *desk.STAYS,
            *channels.STAYS,
            *claims.STAYS,
            *education.STAYS,
            *live.STAYS,
            *reach.STAYS,
            *openness.STAYS,
            *partnership.STAYS,
            *accounts.STAYS,
            *site.STAYS,
        ),
    )
