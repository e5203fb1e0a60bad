"""What this package refuses, and by which phrase the sender is told."""


class PictureError(Exception):
    """The base of everything raised here.

    ``key`` names the phrase in the table ``[picture]`` of the phrase files, ``values`` fills it.
    """

    key = "broken"

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.values = values


class PictureRefused(PictureError):
    """The upload is not opened, whatever it holds."""


class PictureEmpty(PictureRefused):
    """No bytes came."""

    key = "empty"


class PictureTooHeavy(PictureRefused):
    """More bytes than are taken; ``values["limit"]`` is the limit in MB."""

    key = "too_heavy"


class PictureTooLarge(PictureRefused):
    """More pixels than are unpacked; ``values["limit"]`` is the limit in megapixels."""

    key = "too_large"


class PictureTooSmall(PictureRefused):
    """Too few pixels to show anything."""

    key = "too_small"


class PictureKindRefused(PictureRefused):
    """By its content not a PNG, JPEG, WebP or GIF."""

    key = "kind"


class HeicRefused(PictureKindRefused):
    """A HEIC or AVIF file, as iPhones keep them: the phone can send it as JPEG."""

    key = "heic"


class PictureBroken(PictureRefused):
    """Damaged beyond what can be shown."""

    key = "broken"


class PrintBroken(PictureError):
    """Bytes that are no print of a picture, or of another version of this format."""

    key = "print_broken"


class OcrUnavailable(PictureError):
    """The text of pictures cannot be read here: Tesseract or its Indonesian data is missing."""

    key = "ocr_unavailable"


class OcrTimedOut(PictureError):
    """Reading the text took longer than allowed."""

    key = "ocr_timed_out"
