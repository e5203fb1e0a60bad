"""Papers and photos that somebody brings by a form: what they are is read from their bytes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from sasando.trust.exceptions import FileRefused
from sasando.trust.files import FileType, type_of

_PAPERS = frozenset(FileType) - {FileType.TEXT}


def read_paper(file: UploadedFile[Any]) -> bytes:
    """Return the bytes of a PDF or a photo; ``file`` is at its beginning again.

    Raises ``ValidationError`` for one that is too large or something else.
    """
    if (file.size or 0) > settings.UPLOAD_LIMIT_MB * 2**20:
        raise forms.ValidationError(
            gettext("This file is larger than %(limit)s MB: make it smaller.")
            % {"limit": settings.UPLOAD_LIMIT_MB}
        )
    content = file.read()
    file.seek(0)
    try:
        kind = type_of(content, name=file.name or "", content_type=file.content_type or "")
    except FileRefused as error:
        raise forms.ValidationError(str(error)) from error
    if kind not in _PAPERS:
        raise forms.ValidationError(gettext("Bring a PDF, or a photo as JPEG, PNG or WebP."))
    return content
