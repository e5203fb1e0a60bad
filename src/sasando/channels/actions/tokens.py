"""What may happen to access tokens. They are made by ``AccessToken.objects.issue``."""

from datetime import datetime

from sasando.channels.models import AccessToken


def revoke_token(*, token: AccessToken, at: datetime) -> AccessToken:
    """End a token at once. It stays in the list; revoking it again changes nothing."""
    AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
    token.refresh_from_db()
    return token
