"""Prints of verdicts' pictures: taken once for each file, and kept by its SHA-256."""

import logging
from pathlib import Path

from django.conf import settings

from sasando.desk.models import Verdict, Version
from sasando.documents.digest import sha256_hex
from sasando.matching import pictures

logger = logging.getLogger(__name__)


def prints_of(version: Version) -> tuple[pictures.Picture, ...]:
    """Return the print of the picture that a published verdict rates, as it circulated.

    What is published bears the mark of the rating, so the upload is taken. One that cannot be read
    any more is no hindrance: the verdict is still known by its words.
    """
    verdict = version.content.verdict
    if verdict is None or verdict.picture is None:
        return ()
    row = Verdict.objects.filter(pk=version.item_id).only("claim_picture").first()
    if row is None or not row.claim_picture:
        return ()
    try:
        with row.claim_picture.open("rb") as file:
            return (_print(file.read()),)
    except (OSError, pictures.PictureRefused) as error:
        logger.warning("the picture of %s has no print: %s", version.item_id, error)
        return ()


def _print(upload: bytes) -> pictures.Picture:
    path = Path(settings.HOME) / "prints" / sha256_hex(upload)
    try:
        return pictures.Picture.from_bytes(path.read_bytes())
    except (FileNotFoundError, pictures.PrintBroken):
        taken = pictures.print_of(pictures.open_picture(upload).image)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(taken.to_bytes())
    fresh.replace(path)
    return taken
