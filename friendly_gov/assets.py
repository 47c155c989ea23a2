"""Which of the browser's assets are collected, and under which names."""

from django.contrib.staticfiles.finders import FileSystemFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The sandbox of pdf.js for scripts, TypeScript and declarations of types: no page asks for them.
_UNUSED = ("quickjs*", "*.mts", "*.ts")
# Modules that import others, by their paths inside of their source: our own, and the hashes of a library.
_MODULES = ("js/*.js", "sha2.js", "_md.js")
_IMPORT = (
    r"""(?P<matched>(?P<before>(?:from|import) |new URL\()["'](?P<url>\.{1,2}/[\w./-]+\.js)["']"""
    r"""(?P<after>;|, import\.meta\.url))"""
)


class AssetFinder(FileSystemFinder):
    """Leaves out what would only take minutes to pack."""

    def list(self, ignore_patterns):
        yield from super().list([*(ignore_patterns or ()), *_UNUSED])


class AssetStorage(CompressedManifestStaticFilesStorage):
    """Names the modules that a script imports by their content, too.

    A browser then keeps each for good, and never joins a new script with an old module. Django's own pattern for
    imports (`support_js_module_import_aggregation`) stumbles over comments of libraries and passes over workers.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((name, ((_IMPORT, '%(before)s"%(url)s"%(after)s'),)) for name in _MODULES),
    )
    # One for each step of the longest chain of imports.
    max_post_process_passes = 10
