"""The database enforces the separation of duties: no conflicting roles, and no role given to oneself.

Older rows are not changed; they give no permission on one's own unit (`accounts.rules`, decision 0030).
"""

from kernel.db_triggers import Trigger, register

_UNIT = "('commune_editor', 'commune_head')"
_CITY = "('officer', 'appraiser', 'team_lead', 'city_leader')"
_PAIR = (
    "EXISTS (SELECT 1 FROM accounts_membership held WHERE held.user_id = NEW.user_id AND held.id <> NEW.id AND "  # noqa: S608 (literals)
    f"((held.role IN {_UNIT} AND NEW.role IN {_CITY}) OR (held.role IN {_CITY} AND NEW.role IN {_UNIT})))"
)
# On SQLite, a row being inserted has no key of its own yet.
_NEW_PAIR = _PAIR.replace(" AND held.id <> NEW.id", "")
_APART = "nobody acts for the city on a unit where they hold a role"
_OWN = "NEW.granted_by_id = NEW.user_id"
_SECOND = "nobody gives a role to themselves"

DUTIES_APART = (
    Trigger("membership_apart_insert", "accounts_membership", "INSERT", _NEW_PAIR, _APART),
    Trigger("membership_apart_update", "accounts_membership", "UPDATE", _PAIR, _APART),
    Trigger("membership_second_insert", "accounts_membership", "INSERT", _OWN, _SECOND),
)

register(*DUTIES_APART)
