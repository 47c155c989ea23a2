"""Which static files are collected, and under which names."""

from django.contrib.staticfiles.finders import FileSystemFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The sandbox of pdf.js, TypeScript sources and type declarations: no page requests them.
_UNUSED = ("quickjs*", "*.mts", "*.ts")
# Modules that import others, by their path inside their source: our own, and those of the hash library.
_MODULES = ("js/*.js", "sha2.js", "_md.js")
_IMPORT = (
    r"""(?P<matched>(?P<before>(?:from|import) |new URL\()["'](?P<url>\.{1,2}/[\w./-]+\.js)["']"""
    r"""(?P<after>;|, import\.meta\.url))"""
)


class AssetFinder(FileSystemFinder):
    """Skip files whose compression takes minutes without benefit."""

    def list(self, ignore_patterns):
        yield from super().list([*(ignore_patterns or ()), *_UNUSED])


class AssetStorage(CompressedManifestStaticFilesStorage):
    """Add content hashes also to the modules that a script imports.

    Browsers can then cache each module for ever, and never combine a new script with an old module. Django's own
    pattern (`support_js_module_import_aggregation`) fails on comments in libraries and ignores workers.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((name, ((_IMPORT, '%(before)s"%(url)s"%(after)s'),)) for name in _MODULES),
    )
    # One pass for each step of the longest import chain.
    max_post_process_passes = 10
