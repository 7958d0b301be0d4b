"""The WSGI entry point: what the application server loads. Kept pages are answered before Django is asked."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.production")

gc.disable()  # until the site is read (cicc_site/apps.py)
django = get_wsgi_application()

from django.conf import settings  # noqa: E402 - only now there are any

from cicc_site import release  # noqa: E402
from cicc_site.kept_pages import Application, Early, shared  # noqa: E402
from cicc_site.metrics.requests import Measured  # noqa: E402

application: Application = django
if settings.PAGE_CACHE_ROOT:
    application = Early(
        django,
        shared(settings.PAGE_CACHE_ROOT, release.present()),
        settings.ALLOWED_HOSTS,
        settings.SECURE_PROXY_SSL_HEADER if settings.SECURE_SSL_REDIRECT else None,
    )
application = Measured(application)
gc.freeze()  # all that was read stays: no request need look through it again
gc.enable()  # where Django had been there before (`make dev`), nobody else does
