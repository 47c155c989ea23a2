"""Every change of accounts and memberships is kept field by field, never a password nor the key of a calendar."""

from auditlog.registry import auditlog

from accounts.models import Membership, User

auditlog.register(
    User, exclude_fields=["password", "last_login", "calendar_digest", "calendar_secret", "name_key", "search_key"]
)
auditlog.register(Membership)
