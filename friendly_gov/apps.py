from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    """The project package as an app: commands, checks and template tags that combine the layers below."""

    name = "friendly_gov"

    def ready(self):
        """Import the modules of every app that register with Django, the database or a hook of a lower layer."""
        autodiscover_modules("checks", "db_triggers", "wording", "hooks")
