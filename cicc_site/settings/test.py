"""Loosens dev for the tests: cheap passwords, mail kept in memory, files in a folder of their own."""

import os

os.environ["DATABASE_ROLE"] = "owner"  # the tests make and drop their databases

from . import env
from .dev import *

DATABASES["default"]["NAME"] = env.text("TEST_DATABASE", DATABASES["default"]["NAME"])

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = BASE_DIR / "var" / "test-media"
# Tests that run side by side must not tidy each other's files away. What a test starts finds its test's.
_OWN = os.environ.setdefault(f"TEST_FILES_{os.environ.get('PYTEST_XDIST_WORKER', '')}", str(os.getpid()))
IMPORT_ROOT = BASE_DIR / "var" / "test-imports" / _OWN
SHARE_IMAGE_ROOT = BASE_DIR / "var" / "test-share-images"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
