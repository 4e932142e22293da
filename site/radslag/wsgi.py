"""WSGI entry point: `gunicorn --pythonpath site radslag.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "radslag.settings.production")
application = get_wsgi_application()
# What is loaded now stays for as long as the process: no collection of garbage need look at it again, and workers that are
# forked from here share its memory.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
