"""The WSGI application, for any server: ``gunicorn sasando.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sasando.settings")
application = get_wsgi_application()
