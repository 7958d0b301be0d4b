"""Production settings with that part: what `manage.py migrate` of the next version runs with."""

from cicc_site.settings.production import *

INSTALLED_APPS = [*INSTALLED_APPS, "tests.drills.next_version"]
