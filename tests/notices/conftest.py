"""Mail that really goes out, to a server of the test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.notices.postbox import Postbox, Served


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    served = Served()
    served.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", served.port
    settings.PUBLIC_URL = "https://clave.example"
    yield served.postbox
    served.controller.stop()
