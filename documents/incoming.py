"""Files of a plain form while they come in: no more of one is kept than a file may weigh."""

import io

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler


class BoundedFiles(FileUploadHandler):
    """Stands before the handlers that write: what is too large is counted to its end, and not written.

    The form then gets the file's name and true size without its bytes, and says beside the field that it is too large.
    """

    def receive_data_chunk(self, raw_data, start):
        """Hand the piece on while the file may still be kept."""
        if start + len(raw_data) <= settings.UPLOAD_MAX_BYTES:
            return raw_data
        if start <= settings.UPLOAD_MAX_BYTES:
            self._let_go()
        return None

    def file_complete(self, file_size):
        """A file without its bytes in place of one that is too large; all others are the next handler's."""
        if file_size <= settings.UPLOAD_MAX_BYTES:
            return None
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, file_size, self.charset)

    def _let_go(self) -> None:
        """What had come so far leaves the disk at once, not when the request is over."""
        for handler in self.request.upload_handlers:
            if (
                isinstance(handler, TemporaryFileUploadHandler)
                and getattr(handler, "file_name", None) == self.file_name
            ):
                handler.upload_interrupted()
