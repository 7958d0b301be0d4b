"""The project package is an app too: it carries shared checks, commands and template tags, no tables."""

import gc

from django.apps import AppConfig


class CiccSiteConfig(AppConfig):
    name = "cicc_site"
    verbose_name = "Coalition website"

    def ready(self) -> None:
        from cicc_site import checks, patches  # (checks registers itself)

        del checks
        patches.apply_all()
        # Who starts the site has stopped the collector of garbage (manage.py, wsgi.py): it looked through models and
        # classes, which stay, a hundred times while they were read.
        gc.freeze()
        gc.enable()
