"""Who may see what belongs to no app alone."""

import rules

from accounts.rules import is_administrator

rules.add_perm("friendly_gov.view_store", is_administrator)
