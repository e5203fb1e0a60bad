"""Pages of the live desk outside of the desk's frame: who has the link gets in."""

from django.urls import path

from sasando.live.views import host, overlays

urlpatterns = [
    path("layar/<slug:key>/", overlays.overlay, name="sasando_live_overlay"),
    path("pemandu/<slug:key>/", host.host, name="sasando_live_host"),
    path("pemandu/<slug:key>/bagian/", host.part, name="sasando_live_host_part"),
]
