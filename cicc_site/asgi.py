"""The ASGI entry point, for servers that want one; the site itself is written for WSGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.production")

application = get_asgi_application()
