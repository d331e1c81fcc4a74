"""Files that a browser sends: written to the disk as they come, never above the limit, and only for who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

PATIENCE = 5
"""An upload up to so many times the limit is read to its end, so that the browser hears why it was refused."""
TOO_LARGE = "clave.upload_too_large"


class LimitedUpload(TemporaryFileUploadHandler):
    """Keeps the files of one request in temporary files, as long as together they stay below the limit."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Take a file from who is signed in; from anybody else nothing is kept."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write one piece; above the limit nothing more is kept."""
        self.received += len(raw_data)
        if self.received > limit_bytes():
            assert self.request is not None
            self.request.META[TOO_LARGE] = True
            announced = int(self.request.META.get("CONTENT_LENGTH") or 0)
            raise StopUpload(connection_reset=announced > PATIENCE * limit_bytes())
        super().receive_data_chunk(raw_data, start)


def limit_bytes() -> int:
    """How many bytes one request may bring in files."""
    return int(settings.UPLOAD_MB) << 20


def is_too_large(request: HttpRequest) -> bool:
    """Whether the files of this request were cut off at the limit."""
    request.FILES  # noqa: B018  # reads the request, and so its size
    return bool(request.META.get(TOO_LARGE))
