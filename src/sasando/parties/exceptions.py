"""What the room refuses, and why."""

from pathlib import Path

from django.utils.translation import gettext as _


class PartiesError(Exception):
    """Something about organisations, people or keys was refused."""


class RoleDoesNotFit(PartiesError):
    """The role is none that this kind of organisation has."""

    def __init__(self, role: str, kind: str) -> None:
        super().__init__(
            _("“%(role)s” is no role in an organisation of the kind “%(kind)s”.")
            % {"role": role, "kind": kind}
        )


class SigningKeyExists(PartiesError):
    """The organisation signs with a key already: it is rotated, not made anew."""

    def __init__(self, organisation: str, key_id: str) -> None:
        super().__init__(
            _("%(organisation)s already signs with key %(key)s. Rotate it instead.")
            % {"organisation": organisation, "key": key_id}
        )


class SigningKeyUnusable(PartiesError):
    """The private key cannot be used; the message says what to do."""


class SigningKeyMissing(SigningKeyUnusable):
    """No key was ever made, or its file is gone."""

    def __init__(self, organisation: str, path: Path | None = None) -> None:
        if path is None:
            message = _("%(organisation)s has no signing key. Run “sasando init” to make one.")
        else:
            message = _(
                "The signing key of %(organisation)s is not at %(path)s. Restore the file from "
                "your backup, or rotate the key."
            )
        super().__init__(message % {"organisation": organisation, "path": path})


class SigningKeyExposed(SigningKeyUnusable):
    """Others on the machine can read the key."""

    def __init__(self, organisation: str, path: Path) -> None:
        super().__init__(
            _(
                "The signing key of %(organisation)s can be read by others. Run “chmod 600 "
                "%(path)s”; if someone may have read it, rotate the key."
            )
            % {"organisation": organisation, "path": path}
        )


class SigningKeyUnreadable(SigningKeyUnusable):
    """The file is there, but no key comes out of it."""

    def __init__(self, organisation: str, path: Path, reason: str) -> None:
        super().__init__(
            _(
                "The signing key of %(organisation)s at %(path)s cannot be read (%(reason)s). Give "
                "the file to the user that runs Sasando, or restore it from your backup."
            )
            % {"organisation": organisation, "path": path, "reason": reason}
        )
