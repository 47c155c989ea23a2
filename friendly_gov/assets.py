"""Which of the browser's assets are collected."""

from django.contrib.staticfiles.finders import FileSystemFinder

# The sandbox of pdf.js for scripts, TypeScript and declarations of types: no page asks for them.
_UNUSED = ("quickjs*", "*.mts", "*.ts")


class AssetFinder(FileSystemFinder):
    """Leaves out what would only take minutes to pack."""

    def list(self, ignore_patterns):
        yield from super().list([*(ignore_patterns or ()), *_UNUSED])
