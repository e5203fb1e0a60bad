"""What the trust room refuses, and how it says so."""


class TrustError(Exception):
    """Base of everything this room raises on purpose."""


class FileRefused(TrustError):
    """A file that is not looked into."""


class Oversize(FileRefused):
    """More bytes, pixels or pages than are read."""


class Disguised(FileRefused):
    """The content is not what its name or content type says."""


class Unreadable(FileRefused):
    """Not a text, PNG, JPEG, WebP or PDF, or a broken one."""


class RequestRefused(TrustError):
    """A signed request that does not hold."""


class UnknownKey(RequestRefused):
    """Signed with a key nobody vouches for."""


class BadSignature(RequestRefused):
    """No signature, a malformed one, one that covers too little, or one that is not the key's."""


class BodyAltered(RequestRefused):
    """The signature holds, but the body is not the one it was made for."""


class OutOfTime(RequestRefused):
    """Signed too long ago, or dated in the future."""


class Replayed(RequestRefused):
    """The same signed request came before."""


class CredentialsFailed(TrustError):
    """Content credentials could not be written."""
