"""A newsletter's servers are asked whether they would take its mails and show its bounces."""

from sasando.channels.builtin.messengers.imap import probe
from sasando.channels.builtin.smtp import reach
from sasando.channels.exceptions import VaultError
from sasando.channels.models import Newsletter
from sasando.channels.newsletter.letters import domain
from sasando.channels.newsletter.options import (
    bounce_folder,
    house_context,
    mail_server,
    options_of,
    problems_with,
)
from sasando.plugins import ChannelError, Problem, Refused


def ask_newsletter(newsletter: Newsletter) -> list[Problem]:
    """Return what keeps ``newsletter`` from being sent, or its bounces from being heard.

    Nothing is sent: both servers are logged in to, no more. What is set wrongly is said without them.
    """
    try:
        options = options_of(newsletter)
    except VaultError as error:
        return [Problem(field="password", message=str(error))]
    problems = problems_with(options)
    if any(problem.fatal for problem in problems):
        return problems
    context = house_context()
    try:
        reach(mail_server(options, domain=domain()), context=context)
    except ChannelError as error:
        problems.append(_told("host", error))
    folder = bounce_folder(options)
    if folder is not None:
        try:
            probe(folder, context=context)
        except ChannelError as error:
            problems.append(_told("imap_host", error))
    return problems


def _told(field: str, error: ChannelError) -> Problem:
    """Return what a server said; one that does not answer now may answer later."""
    return Problem(field=field, message=error.words, fatal=isinstance(error, Refused))
