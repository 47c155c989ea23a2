"""Upload handlers of a plain form: no file is stored beyond its size limit."""

import io

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest

from kernel.htmx import whole_number
from kernel.problems import required

_FILES_AT_ONCE = 4


def announced(request: HttpRequest) -> int:
    """The announced length of the body; no server reads further."""
    return whole_number(request.META.get("CONTENT_LENGTH") or "") or 0


def most_of(view) -> int:
    """The maximum length of the body of a form that this view accepts."""
    files = _FILES_AT_ONCE * settings.UPLOAD_MAX_BYTES if getattr(view, "takes_files", False) else 0
    return files + settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class NamesAlone(FileUploadHandler):
    """Keeps only the name and size of each file: the form's words are needed, and nothing may be written."""

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, file_size, self.charset)


class BoundedFiles(FileUploadHandler):
    """Runs before the handlers that write: a file that is too large is counted to its end, and not written.

    The form then gets the file's name and true size without its bytes, and reports beside the field that it is too
    large.
    """

    def receive_data_chunk(self, raw_data, start):
        """Pass the chunk on while the file is within its limit."""
        if start + len(raw_data) <= settings.UPLOAD_MAX_BYTES:
            return raw_data
        if start <= settings.UPLOAD_MAX_BYTES:
            self._delete_partial()
        return None

    def file_complete(self, file_size):
        """A file without its bytes in place of one that is too large; all others are left to the next handler."""
        if file_size <= settings.UPLOAD_MAX_BYTES:
            return None
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, file_size, self.charset)

    def _delete_partial(self) -> None:
        """Delete the partial file at once, not at the end of the request."""
        for handler in required(self.request).upload_handlers:
            if (
                isinstance(handler, TemporaryFileUploadHandler)
                and getattr(handler, "file_name", None) == self.file_name
            ):
                handler.upload_interrupted()
