"""Which of the browser's assets are collected."""

from django.contrib.staticfiles.finders import FileSystemFinder

# Of pdf.js what no page asks for: its sandbox for scripts.
_UNUSED = ("quickjs*", "*.mts")


class AssetFinder(FileSystemFinder):
    """Leaves out what would only take minutes to pack."""

    def list(self, ignore_patterns):
        yield from super().list([*(ignore_patterns or ()), *_UNUSED])
