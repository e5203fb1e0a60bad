"""What the room refuses."""


class AccountsError(Exception):
    """Something of the accounts cannot be done; the words say why."""


class LicenceUnknown(AccountsError):
    """The licence the data are to be published under is none that is known."""
