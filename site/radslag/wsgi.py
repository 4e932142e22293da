"""WSGI entry point: `gunicorn --pythonpath site radslag.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "radslag.settings.production")
application = get_wsgi_application()
