"""Lines of the log as JSON, for programs that collect them, and without what is personal."""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime

from django.http import HttpRequest

from clave.access.requests import request_id

EMAIL = re.compile(r"[^\s\"'<>()=,;:@]+@[^\s\"'<>()=,;:@]+")
QUERY = re.compile(r"\?\S*")


class JsonLine(logging.Formatter):
    """One JSON object a line: when, how grave, who says it, what, and in which request."""

    def format(self, record: logging.LogRecord) -> str:
        """Addresses of people are left out, and of a fault its kind and place: its words may quote what somebody typed."""
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_persons(record.getMessage()),
            "request": _number(record),
        }
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            said["fault"] = record.exc_info[0].__name__
            said["places"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(said, ensure_ascii=False)


def _number(record: logging.LogRecord) -> str:
    """The number of the request that a line is about, also when its answer is on the way already."""
    asked = getattr(record, "request", None)
    return str(asked.META.get("REQUEST_NUMBER", "")) if isinstance(asked, HttpRequest) else request_id.get()


def without_persons(text: str) -> str:
    """The text without e-mail addresses, and addresses of pages without what was asked for."""
    return EMAIL.sub("[e-mail]", QUERY.sub("", text))
