"""What can be wrong with a package of open data."""


class PackageError(Exception):
    """A package cannot be written or read; the words say which file and why."""


class RowBroken(PackageError):
    """A row does not fit the fields of its resource."""


class FileBroken(PackageError):
    """A file of a package is missing, or its bytes are not those that were written."""
