from importlib import import_module

from django.apps import AppConfig

from accounts.units import register_units


class CommunesConfig(AppConfig):
    name = "communes"

    def ready(self):
        import_module("communes.wording")
        register_units(import_module("communes.queries").unit_names)
        holdings = import_module("communes.storage_usage")
        holdings.register_holding(holdings.plan_of)
