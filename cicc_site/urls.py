"""Every address of the site. With wsgi.py and asgi.py the only module here that knows the apps."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve as serve_page

from members import urls as members_urls
from pages import doors, errors, history, security_txt, sitemaps, views
from pages.api import app as open_data
from pages.api import files as open_data_files
from pages.application import consulted
from pages.archive import permanent as archive
from pages.archive import wishing
from pages.directory.addresses import permanent
from pages.search_page import views as search_page
from pages.sharing.views import share_entry_image, share_image
from pages.site_feed import site_feed

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.choose_language, name="choose_language"),
    path("index.php", views.former_website, name="former_website"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("api/", include(open_data.urls())),
    path("open-data/", include(open_data_files.urls())),
    re_path(
        r"^sitemap-(?P<name>pages|countries|members|documents)-(?P<number>[1-9][0-9]{0,3})\.xml$",
        sitemaps.sitemap_part,
        name="sitemap_part",
    ),
    # For ever, whatever the page is called: printed and quoted.
    re_path(r"^m/(?P<number>[1-9][0-9]{0,8})/$", permanent, name="member"),
    re_path(r"^d/(?P<number>[1-9][0-9]{0,8})/$", archive.permanent, name="work"),
    re_path(
        r"^d/(?P<number>[1-9][0-9]{0,8})/cite\.(?P<kind>bib|ris)$", archive.citation, name="work_citation"
    ),
    re_path(
        r"^d/(?P<number>[1-9][0-9]{0,8})/(?P<language>[a-z]{2,3}(?:-[A-Z][a-z]{3})?)(?:/(?P<version>[1-9][0-9]{0,3}))?/?$",
        archive.file,
        name="work_file",
    ),
    re_path(
        r"^share/(?P<language>[a-z]{2,8})/(?P<pk>[1-9][0-9]{0,8})-(?P<digest>[0-9a-f]{12})\.png$",
        share_image,
        name="share_image",
    ),
    re_path(
        r"^share/(?P<language>[a-z]{2,8})/(?P<register>[a-z]{3,20})/(?P<key>[0-9A-Za-z]{1,36})-(?P<digest>[0-9a-f]{12})\.png$",
        share_entry_image,
        name="share_entry_image",
    ),
    # Before Wagtail's: the one sign-in takes the place of its own.
    path(f"{settings.ADMIN_PATH}/", include(members_urls)),
    path(f"{settings.ADMIN_PATH}/", include(history)),
    path(f"{settings.ADMIN_PATH}/", include(doors)),
    path(f"{settings.ADMIN_PATH}/", include(wagtailadmin_urls)),
    # Not Wagtail's usual documents/: that address belongs to the archive.
    # No file has so long a number; Wagtail's view fails where Python refuses to read one.
    re_path(r"^files/\d{19,}/", views.nothing),
    path("files/", include(wagtaildocs_urls)),
]

if settings.SERVE_MEDIA:
    # Pictures only: documents pass through files/, which knows who may read them.
    pictures = r"^media/(?P<path>(?:images|original_images)/.*)$"
    urlpatterns.append(re_path(pictures, serve, {"document_root": settings.MEDIA_ROOT}))

if settings.DEBUG:
    urlpatterns += i18n_patterns(path("styleguide/", views.styleguide), prefix_default_language=True)

urlpatterns += i18n_patterns(
    path("search/", search_page.search, name="search"),
    path("search/suggestions/", search_page.suggestions, name="search_suggestions"),
    path("feed/", site_feed, name="site_feed"),
    # Wagtail's own pattern knows no full stop; the page answers below itself as it does at feed/.
    re_path(r"^((?:[\w\-]+/)+calendar\.ics)$", serve_page, name="calendar"),
    # Files of a register, below the page that shows it.
    re_path(
        r"^((?:[\w\-]+/)+(?:map\.svg|countries\.csv|countries\.json|documents\.csv))$",
        serve_page,
        name="register_file",
    ),
    # Wagtail's second sign-in, for pages only staff may read: there is one sign-in.
    path("_util/login/", RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True)),
    path("membership/application/", include("pages.application.urls")),
    path("membership/consultation/<str:token>/", consulted.consulted, name="consultation"),
    re_path(r"^document-wishes/(?P<number>[1-9][0-9]{0,8})/$", wishing.ask, name="wish"),
    path("document-wishes/link/<str:token>/", wishing.link, name="wish_link"),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)

handler400 = errors.wrong_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
