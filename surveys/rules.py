"""Permissions on surveys."""

import rules

from accounts.rules import is_officer, is_person
from communes.rules import is_of_commune, sees_entry

rules.add_perm("surveys.view_survey", is_of_commune | sees_entry)
rules.add_perm("surveys.manage_survey", is_of_commune)
rules.add_perm("surveys.view_questionnaires", is_person)
rules.add_perm("surveys.edit_questionnaire", is_officer)
