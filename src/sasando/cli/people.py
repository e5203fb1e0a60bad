"""``people``: what only someone at the machine may do to an account."""

import django
import typer

people = typer.Typer(
    help="Accounts: what only someone at the machine may do.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to ``app``."""
    app.add_typer(people, name="people")


@people.callback()
def _people() -> None:
    """Accounts: what only someone at the machine may do."""


@people.command("reset-factor")
def reset_factor(
    name: str = typer.Argument(help="The person's user name."),
    reason: str = typer.Option(
        help="Who made sure that it is them, and how; the audit log has it."
    ),
) -> None:
    """Take away a lost second factor; the person sets up a new one at the next login."""
    django.setup()
    from sasando.parties.actions import forget_factors
    from sasando.parties.models import Person

    person = Person.objects.filter(username=name).first()
    if person is None:
        raise typer.BadParameter(f"nobody has the user name {name!r}", param_hint="NAME")
    if not reason.strip():
        raise typer.BadParameter("say who made sure that it is them", param_hint="--reason")
    count = forget_factors(person=person, reason=reason.strip())
    if not count:
        typer.echo(f"{person} had no second factor.")
        return
    typer.echo(f"{count} taken away. {person} sets up a new second factor at the next login.")
