"""Permissions that belong to no single app."""

import rules

from accounts.rules import is_administrator, is_person

rules.add_perm("friendly_gov.view_store", is_administrator)
rules.add_perm("friendly_gov.view_trail", is_administrator)
# The scope decides: the units that a person may read, the entries about them.
rules.add_perm("friendly_gov.view_unit_year", is_person)
rules.add_perm("friendly_gov.view_proof", is_person)
