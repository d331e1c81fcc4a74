"""The web application that granian serves."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from clave.web.parents import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
application = get_wsgi_application()
if multiprocessing.parent_process():
    end_with_parent()
