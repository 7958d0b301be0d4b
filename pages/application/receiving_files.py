"""Taking the body of a form with files: never more of it in memory than may be kept, and nothing of it on a disk.

Django would put larger files into its folder for temporary ones, where they could outlive us: these are personal.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError

from cicc_site import public_forms
from members.applications import attachments
from members.applications.attachments import FileRefused

# Up to here a body is read to its end and told about file by file; a browser shows no answer to what it could not send.
LONGEST_BODY = 16 * 1024 * 1024
MOST_KEPT = attachments.WHOLE + attachments.LARGEST  # bytes of one request


class Quota(FileUploadHandler):
    """Keeps of each file what is needed to tell that it is too large, and of all together no more than MOST_KEPT."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.left = MOST_KEPT
        self.kept = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        room = max(min(self.left, attachments.LARGEST + 1 - self.kept.tell()), 0)
        self.left -= self.kept.write(raw_data[:room])
        return None

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )


def receive(request: HttpRequest) -> dict[str, list[UploadedFile[bytes]]]:
    """Return the files of a form by the names of its fields. Raises FileRefused for a body that is too long or was cut
    off: the token of the form stands last in it."""
    if _length(request) > LONGEST_BODY:
        raise attachments.too_large()
    request.upload_handlers = [Quota(request)]
    try:
        complete = public_forms.FIELD in request.POST
    except (
        BadRequest,
        SuspiciousOperation,
        MultiPartParserError,
        UnreadablePostError,
        RawPostDataException,
    ) as error:
        raise FileRefused("cut_off") from error
    if not complete:
        raise FileRefused("cut_off")
    return {name: list(request.FILES.getlist(name)) for name in request.FILES}


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def whole(upload: UploadedFile[bytes]) -> UploadedFile[bytes]:
    """Return a file that was kept to its end. Raises FileRefused for one that was not."""
    size = upload.size or 0
    if size > attachments.LARGEST:
        raise attachments.too_large()
    kept = upload.file
    if isinstance(kept, BytesIO) and kept.getbuffer().nbytes < size:
        raise FileRefused("total", limit=attachments.WHOLE // attachments.MEGABYTE)
    return upload
