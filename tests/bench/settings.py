"""Production settings as they are, with one address more: the bare view that everything is compared with."""

from cicc_site.settings.production import *

ROOT_URLCONF = "tests.bench.urls"
