from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    """The project package as an app: commands, checks and templates tags that compose the layers below."""

    name = "friendly_gov"

    def ready(self):
        """Import from every app what adds itself to Django, to the database or to a hook of a layer below."""
        autodiscover_modules("checks", "db_triggers", "wording", "hooks")
