from importlib import import_module

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"

    def ready(self):
        import_module("scoring.wording")
        import_module("scoring.db_triggers")
        warnings = import_module("communes.warnings")
        own = import_module("scoring.warnings")
        warnings.register_year_warnings(own.table_warnings)
        warnings.register_year_warnings(own.unused_year_warnings)
