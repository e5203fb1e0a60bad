"""The package of this house: its tables, its name, who publishes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings

from sasando.accounts.addresses import transparency_path
from sasando.accounts.conf import licence
from sasando.accounts.package import Package, Resource, Source, Words
from sasando.accounts.tables.gathered import all_tables
from sasando.desk.addresses import absolute
from sasando.parties.models import Organisation

NAME = "sasando-open-data"


def package_at(at: datetime, *, version: str) -> Package:
    """Return what may be published at ``at``, as the package of that version.

    A fixed number of queries a year there is something of, and one a day of the log.
    """
    return packed(all_tables(at=at), at=at, version=version)


def packed(tables: Iterable[Resource], *, at: datetime, version: str) -> Package:
    """Return ``tables`` as the package of this house."""
    page = absolute(transparency_path("id"))
    return Package(
        name=NAME,
        title=Words(f"Data terbuka {settings.SITE_NAME}", f"Open data of {settings.SITE_NAME}"),
        description=Words(
            "Semua angka halaman transparansi: yang dijanjikan dan diserahkan, jangkauan beserta "
            "celahnya, kabar yang dijawab, koreksi, permintaan informasi, siapa menyetujui apa, "
            "dan kepala log transparansi.",
            "All numbers of the transparency page: what was promised and delivered, reach with its "
            "gaps, rumours answered, corrections, requests for information, who approves what, and "
            "the heads of the transparency log.",
        ),
        version=version,
        created=at.astimezone(UTC),
        resources=tuple(tables),
        licence=licence(),
        homepage=page,
        sources=(Source(settings.SITE_NAME, page),),
        publishers=tuple(
            Source(name, website)
            for name, website in Organisation.objects.filter(parent=None)
            .order_by("name")
            .values_list("name", "website")
        ),
    )
