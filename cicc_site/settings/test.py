"""Loosens dev for the tests: cheap passwords, mail kept in memory, files in a folder of their own."""

import os

os.environ["DATABASE_ROLE"] = "owner"  # the tests make and drop their databases

from . import env
from .dev import *

DATABASES["default"]["NAME"] = env.text("TEST_DATABASE", DATABASES["default"]["NAME"])

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What is written is sent when a test says `outbox.send_due()`, and lies in django.core.mail.outbox.
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {**TASKS, "worker": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
MEDIA_ROOT = BASE_DIR / "var" / "test-media"
APPLICATION_ROOT = BASE_DIR / "var" / "test-applications"
# Of each process its own, from the start: a storage remembers its folder. What a test starts finds its test's.
ARCHIVE_ROOT = env.folder("ARCHIVE_ROOT", BASE_DIR / "var" / "test-archive" / str(os.getpid()))
ARCHIVE_ACCEL, ARCHIVE_SIGNED_LINKS = "", False
IMPORT_ROOT = env.folder("IMPORT_ROOT", BASE_DIR / "var" / "test-imports" / str(os.getpid()))
SHARE_IMAGE_ROOT = BASE_DIR / "var" / "test-share-images"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "archive": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ARCHIVE_ROOT, "base_url": None},
    },
}
PAGE_CACHE_ROOT = None  # a page that was kept would hide what a test has broken
METRICS_ROOT = None  # each process for itself
