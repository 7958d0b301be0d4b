"""The WSGI entry point of the stock project."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.stock.settings")

application = get_wsgi_application()
