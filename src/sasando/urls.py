"""Every address of the house. The public pages come last: they take what is left."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.documents import urls as wagtail_document_urls

urlpatterns = [
    path("akun/", include("allauth.urls")),
    path("desk/", include(wagtail_admin_urls)),
    path("dokumen/", include(wagtail_document_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include("sasando.site.urls")),
]

handler404 = "sasando.site.views.errors.not_found"
handler500 = "sasando.site.views.errors.failed"
