"""Wagtail's app of users, with this house's screens in it."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    user_viewset = "sasando.parties.viewsets.PeopleViewSet"
