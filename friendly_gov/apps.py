from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The project package as an app: commands, checks and templates tags that compose the floors below."""

    name = "friendly_gov"
