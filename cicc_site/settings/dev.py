"""Loosens production for one machine (`make run`): plain http, our own PostgreSQL, mail goes nowhere."""

from cicc_site import postgres
from cicc_site.postgres_places import CHECKOUT

from . import env

env.read_file(CHECKOUT / ".env")
if postgres.is_ours():
    env.defaults({"DATABASE_URL": postgres.url("web"), "DATABASE_OWNER_URL": postgres.url("owner")})
else:
    env.defaults({"DATABASE_OWNER_URL": env.text("DATABASE_URL")})
env.defaults(
    {
        "SECRET_KEY": postgres.local_secret("secret-key"),
        "SITE_URL": f"http://localhost:{env.number('PORT', 8000, minimum=1, maximum=65535)}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "TRUSTED_PROXY_COUNT": "0",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "website@localhost",
    }
)

from .production import *

DEBUG = env.flag("DEV_DEBUG")
SERVE_MEDIA = True
if DEBUG:
    PAGE_CACHE_ROOT = None  # whoever writes a template wants to see it
    STORAGES = {
        **STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }

# The account of `make run` may do without; whoever sets up a second factor here is asked for it.
FOR_THIS_MACHINE_ONLY = True
STAFF_SECOND_FACTOR_REQUIRED = False

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
