"""What this app adds to the layers below it (decision 0050)."""

from accounts.units import unit_of_model
from communes.warnings import year_warning_sources
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment, SelfScore
from scoring.rules import unit_code_of
from scoring.warnings import table_warnings, unused_year_warnings

year_warning_sources.add(table_warnings, unused_year_warnings)
for model in (DossierAddress, SelfAssessment, SelfScore):
    unit_of_model.add(model, unit_code_of)
