from importlib import import_module

from django.apps import AppConfig


class CommunesConfig(AppConfig):
    name = "communes"

    def ready(self):
        import_module("communes.wording")
