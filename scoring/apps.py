from importlib import import_module

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"

    def ready(self):
        import_module("scoring.wording")
        import_module("scoring.guards")
