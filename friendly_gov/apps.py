from importlib import import_module

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalConfig(AppConfig):
    """The project package as an app: commands, checks and templates tags that compose the floors below."""

    name = "friendly_gov"

    def ready(self):
        import_module("friendly_gov.checks")
        import_module("friendly_gov.board")


class AssetsConfig(StaticFilesConfig):
    """Static files without those of pdf.js that no page asks for: readable copies, maps, its sandbox for scripts."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *("pdf*.map", "pdf.mjs", "pdf.worker.mjs", "pdf.renderer*.mjs", "pdf.sandbox*.mjs", "quickjs*", "*.mts"),
    ]
