from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self):
        import_module("audit.db_triggers")
