"""Why a photo of a sheet is not read, and by which phrase its sender is told."""


class SheetNotRead(Exception):
    """The base of everything raised here; no number is given.

    ``key`` names the phrase in the table ``[sheet]`` of the phrase files, ``values`` fills it.
    """

    key = "no_marks"

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.values = values


class NoMarks(SheetNotRead):
    """None of the four marks is seen: no sheet, an old one, or the light is too poor."""

    key = "no_marks"


class MarkMissing(SheetNotRead):
    """Some marks are seen, not all: ``corners`` are the numbers of those that are not."""

    key = "mark_missing"

    def __init__(self, message: str, corners: tuple[int, ...]) -> None:
        super().__init__(message)
        self.corners = corners


class SeveralSheets(SheetNotRead):
    """One mark is seen twice."""

    key = "several"


class TooSlanted(SheetNotRead):
    """The far side of the sheet is so much smaller than the near one that boxes run together."""

    key = "slanted"


class TooFar(SheetNotRead):
    """The sheet is so small in the picture that boxes run together."""

    key = "far"


class TooDark(SheetNotRead):
    """There is so little light that grain looks like ink."""

    key = "dark"


class TooBlurred(SheetNotRead):
    """The frames of the boxes are not to be told from the paper, or bent paper moved them far."""

    key = "blurred"
