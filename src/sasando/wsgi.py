"""The WSGI application, for any server: ``gunicorn sasando.wsgi``."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from sasando.occupancy import move_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sasando.settings")
move_in(settings.HOME)
application = get_wsgi_application()
