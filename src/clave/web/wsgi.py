"""The web application that granian serves."""

import gc
import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from clave.web.parents import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what is loaded by now stays for good: no request waits while the collector walks through it
if multiprocessing.parent_process():
    end_with_parent()
