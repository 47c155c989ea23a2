from importlib import import_module

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"

    def ready(self):
        import_module("evidence.wording")
        import_module("evidence.services.quarantine")
