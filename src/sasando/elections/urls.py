"""The room's own screens in the desk."""

from django.urls import path, re_path

from sasando.elections import views

app_name = "sasando_elections"
urlpatterns = [
    re_path(rf"^import/(?P<kind>{'|'.join(views.TABLES)})/$", views.import_table, name="import"),
    path("discrepancies/", views.discrepancies, name="discrepancies"),
]
