"""What is kept of the people who work at the desk, and what the frame under the house keeps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from sasando.parties.models import Person
from sasando.retention.rules import NEEDED_NO_LONGER, Effect, Rows, Rule, Stays


def _ended_sessions(at: datetime, kept: timedelta) -> Rows:
    return Rows(Session.objects.filter(expire_date__lte=at), "expire_date")


def _who_left(at: datetime, kept: timedelta) -> Rows:
    """Accounts that were closed, not used for so long, and that still hold more than a name."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    more = ~Q(email="") | Exists(factors) | Exists(addresses)
    closed = Person.objects.filter(more, is_active=False)
    seen = closed.annotate(seen_at=Coalesce("last_login", "date_joined"))
    return Rows(seen.filter(seen_at__lt=at - kept), "seen_at")


def _unname(people: QuerySet[Any], at: datetime) -> None:
    """Leave of closed accounts the name and office that stand under what they signed."""
    keys = list(people.values_list("pk", flat=True))
    Authenticator.objects.filter(user__in=keys).delete()
    EmailAddress.objects.filter(user__in=keys).delete()
    for profile in UserProfile.objects.filter(user__in=keys).exclude(avatar=""):
        profile.avatar.delete(save=False)
    UserProfile.objects.filter(user__in=keys).delete()
    people.update(email="", password=make_password(None))


RULES = (
    Rule(
        key="house.sessions",
        kind=_("Sessions of the desk"),
        personal=_("Who was logged in, in which browser"),
        counted_from=_("the end of the session"),
        why=_("A session that ended opens nothing any more."),
        usual=timedelta(0),
        models=("sessions.Session",),
        due=_ended_sessions,
    ),
    Rule(
        key="house.leavers",
        kind=_("Closed accounts of people who worked here"),
        personal=_("E-mail address, second factors, picture and settings"),
        counted_from=_("the last login"),
        why=_(
            "To open the account again for who comes back. Name and office stay, since they stand "
            "under what was signed."
        ),
        basis=NEEDED_NO_LONGER,
        effect=Effect.UNNAMED,
        usual=timedelta(days=365),
        bounds=(timedelta(days=30), timedelta(days=1825)),
        models=(
            "sasando_parties.Person",
            "account.EmailAddress",
            "mfa.Authenticator",
            "wagtailusers.UserProfile",
        ),
        due=_who_left,
        forget=_unname,
    ),
)

STAYS = (
    Stays(
        models=("sasando_parties.Membership",),
        why=_("Who held which office when: without it no approval could be judged later."),
        personal=_("Name and office of people who sign for their organisation."),
    ),
    Stays(
        models=(
            "wagtailcore.ModelLogEntry",
            "wagtailcore.PageLogEntry",
            "sasando_retention.Period",
        ),
        why=_(
            "Who did what and why: two partners account to each other and to the public by it, and "
            "every refusal stays on record."
        ),
        personal=_("Name of who acted for their organisation, when, and the reason they gave."),
    ),
    Stays(
        models=(
            "sasando_parties.Organisation",
            "sasando_parties.PublicSigningKey",
            "sasando_retention.Run",
        ),
        why=_("Organisations, their keys, and counts of what went."),
    ),
    Stays(
        models=("account.EmailConfirmation",),
        why=_("Not in use: addresses are confirmed by who opens the account."),
    ),
    Stays(
        models=(
            "wagtailcore.Revision",
            "wagtailcore.Page",
            "wagtailcore.Comment",
            "wagtailcore.CommentReply",
            "wagtailcore.PageSubscription",
            "wagtailcore.Task",
            "wagtailcore.TaskState",
            "wagtailcore.Workflow",
            "wagtailcore.WorkflowContentType",
            "wagtailcore.WorkflowPage",
            "wagtailcore.WorkflowState",
            "wagtailcore.WorkflowTask",
            "wagtailcore.GroupApprovalTask",
            "wagtailcore.UploadedFile",
            "wagtailadmin.EditingSession",
            "wagtailadmin.FormState",
        ),
        why=_("Drafts and their way to approval: what was signed can be followed back to them."),
        personal=_("Name of who wrote, commented and approved."),
    ),
    Stays(
        models=(
            "auth.Group",
            "auth.Permission",
            "contenttypes.ContentType",
            "simple_translation.SimpleTranslation",
            "taggit.Tag",
            "taggit.TaggedItem",
            "wagtailadmin.Admin",
            "wagtailcore.APIToken",
            "wagtailcore.Collection",
            "wagtailcore.CollectionViewRestriction",
            "wagtailcore.GroupCollectionPermission",
            "wagtailcore.GroupPagePermission",
            "wagtailcore.GroupSitePermission",
            "wagtailcore.Locale",
            "wagtailcore.PageViewRestriction",
            "wagtailcore.ReferenceIndex",
            "wagtailcore.Site",
            "wagtaildocs.Document",
            "wagtailembeds.Embed",
            "wagtailimages.Image",
            "wagtailimages.Rendition",
            "wagtailsearch.IndexEntry",
            "wagtailsearch.SQLiteFTSIndexEntry",
        ),
        why=_("How the desk is set up, and indexes of what it holds."),
    ),
)
