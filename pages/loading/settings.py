"""What stands around every page, and the address of the site: pages/content/settings.yaml."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings as django_settings
from wagtail.models import Site

from pages.loading import store
from pages.loading.files import CONTENT, columns, read
from pages.loading.tree import key
from pages.models import SitePage, SiteSettings
from pages.models.settings import FooterLink, Office

FILE = CONTENT / "settings.yaml"


def load_settings() -> store.Report:
    """Fill in the site settings the first time; later they are the Secretariat's and stay as they are."""
    _name_the_site()
    found = SiteSettings.load()
    if found.tagline_en or found.offices.exists():
        return store.Report([store.Outcome.UNCHANGED])
    values = read(FILE)
    for column, text in {
        **columns("tagline", values["tagline"]),
        **columns("footer_text", values["footer_text"]),
    }.items():
        setattr(found, column, text)
    found.offices = [
        Office(
            sort_order=order,
            lines=office["lines"],
            **columns("name", office["name"]),
            **columns("period", office["period"]),
        )
        for order, office in enumerate(values["offices"])
    ]
    targets = [store.find(SitePage, key(path)) for path in values["footer_links"]]
    found.footer_links = [
        FooterLink(sort_order=order, page=page) for order, page in enumerate(targets) if page is not None
    ]
    found.save()
    return store.Report([store.Outcome.CREATED])


def _name_the_site() -> None:
    """Let Wagtail build absolute addresses with the host the site is served at."""
    address = urlsplit(django_settings.WAGTAILADMIN_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {"hostname": address.hostname, "port": port, "site_name": django_settings.WAGTAIL_SITE_NAME}
    site = Site.objects.get(is_default_site=True)
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
