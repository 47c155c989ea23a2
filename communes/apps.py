from importlib import import_module

from django.apps import AppConfig

from accounts.units import register_units


class CommunesConfig(AppConfig):
    name = "communes"

    def ready(self):
        import_module("communes.wording")
        queries = import_module("communes.queries")
        register_units(queries.unit_names, queries.units_meant_by)
        holdings = import_module("communes.storage_usage")
        holdings.register_holding(holdings.plan_of)
