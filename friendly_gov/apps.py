from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The project package as an app: commands, checks and templates tags that compose the layers below."""

    name = "friendly_gov"

    def ready(self):
        import_module("friendly_gov.checks")
        import_module("friendly_gov.board")
        import_module("friendly_gov.language")
