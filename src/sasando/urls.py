"""Every address of the house. The public pages come last: they take what is left."""

from django.urls import include, path
from django.views.i18n import set_language
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.documents import urls as wagtail_document_urls

from sasando.accounts.api import data_api
from sasando.accounts.digest.screens import leave
from sasando.channels.api import api
from sasando.channels.hub.views import hub
from sasando.claims.api import check_api
from sasando.claims.intake.views import webhook
from sasando.education.api import voter_api
from sasando.site.views.media import media
from sasando.site.views.streams import stream_file

urlpatterns = [
    path("api/v1/", check_api.urls),
    path("api/v1/", voter_api.urls),
    path("api/v1/", data_api.urls),
    path("api/v1/", api.urls),
    path("akun/", include("allauth.urls")),
    path("desk/", include(wagtail_admin_urls)),
    path("dokumen/", include(wagtail_document_urls)),
    path("hub/", hub),
    path("ringkasan/berhenti/<str:tag>/", leave, name="sasando_accounts_digest_leave"),
    path("masuk/<slug:code>/", webhook, name="sasando_webhook"),
    path("bahasa/", set_language, name="set_language"),
    path("media/live/<slug:place>/<str:name>", stream_file, name="stream_file"),
    path("media/<path:path>", media, name="media"),
    path("", include("sasando.live.urls")),
    path("", include("sasando.site.urls")),
]

handler404 = "sasando.site.views.errors.not_found"
handler500 = "sasando.site.views.errors.failed"
