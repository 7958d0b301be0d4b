"""The settings of the live site, and the truth for every other way to run it: dev.py and test.py only loosen.

Refuses to start when a secret is missing or a placeholder, when any host would be served, or in debug mode.
"""

import socket
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from cicc_site import languages, time_zones

from . import archive, backup, databases, env, logs

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
BASE_DIR = Path(__file__).resolve().parent.parent.parent

# --- What the environment says ---------------------------------------------------------------------------

env.read_file(BASE_DIR / ".env")

DEBUG = False
if env.flag("DEBUG"):
    raise ImproperlyConfigured("DEBUG must not be on in production: it shows code and settings to visitors.")

SECRET_KEY = env.secret("SECRET_KEY")
# The key before the last change: what it signed and encrypted stays readable until it is taken away.
SECRET_KEY_FALLBACKS = [env.secret("SECRET_KEY_OLD")] if env.given("SECRET_KEY_OLD") else []

SITE_URL = env.address("SITE_URL")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ADMIN_PATH = env.path_segment("ADMIN_PATH", "admin")
RELEASE = env.text("RELEASE", "")  # shown to the staff; else the commit of the checkout

# --- Applications ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cicc_site",
    "modeltranslation",  # before every app whose admin shows translated models
    "pages",
    "documents",
    "members",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "members.accounts_app.AccountsConfig",  # wagtail.users, with the regions of coordinators
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "allauth",  # its words; nothing of it is mounted but what members/urls.py names
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # so that the looks of form fields can be replaced (templates/wagtailadmin/widgets/)
]

MIDDLEWARE = [
    "cicc_site.metrics.requests.NamingMiddleware",  # before all: it says what was asked for, whoever answers
    "members.probes.ProbeMiddleware",  # first: whatever watches asks by any name, over plain http, and of nobody else
    "cicc_site.request_ids.RequestIdMiddleware",  # around everything that may log
    "pages.page_cache.middleware.PageCacheMiddleware",  # what is kept has every header but that number
    "cicc_site.security_headers.SecurityHeadersMiddleware",  # before all others: of whatever answers
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cicc_site.compression.CompressionMiddleware",
    "cicc_site.middleware.HeardOutMiddleware",
    # Before sessions: a language never depends on a cookie, so pages do not vary by one.
    "cicc_site.middleware.PathLanguageMiddleware",
    "cicc_site.middleware.ReaderLanguageMiddleware",
    "pages.middleware.DatabaseAwayMiddleware",  # before the first that asks the database
    "pages.middleware.DuePagesMiddleware",
    "pages.middleware.OldAddressMiddleware",
    "pages.middleware.FormerPathMiddleware",
    "pages.visitor_limits.VisitorLimitMiddleware",
    "pages.middleware.FiguresCountedOnceMiddleware",
    "pages.middleware.FilesAwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "pages.body_limits.BodyLimitMiddleware",  # before both that read what was sent
    "pages.read_only_answers.ReadOnlyMiddleware",  # before the check of forms: who sends one hears the reason
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.sessions.SessionLimitsMiddleware",
    # Directly after: nobody below ever sees a person who has not shown the second factor.
    "members.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "members.middleware.TranslatorMiddleware",  # after the sign-in and the messages it may leave
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.confirmation.ConfirmationMiddleware",  # needs both above: it asks for the password again
    "axes.middleware.AxesMiddleware",  # last: it turns a refused sign-in into the answer
]

ROOT_URLCONF = "cicc_site.urls"
WSGI_APPLICATION = "cicc_site.wsgi.application"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# --- Database: PostgreSQL only, one role that owns the schema and one that serves --------------------------

DATABASES = {"default": databases.served()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Languages -------------------------------------------------------------------------------------------

LANGUAGE_CODE = languages.DEFAULT_LANGUAGE
LANGUAGES = languages.choices()
# The later ones complete the words of packages, or say them as we do.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "wagtail", BASE_DIR / "locale" / "allauth"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# For the account page, which hands them to the browser: by place, for not every name that a server knows is one there.
WAGTAIL_USER_TIME_ZONES = time_zones.choices()

MODELTRANSLATION_DEFAULT_LANGUAGE = languages.DEFAULT_LANGUAGE
MODELTRANSLATION_FALLBACK_LANGUAGES = languages.fallbacks()
MODELTRANSLATION_CUSTOM_FIELDS = ("BodyField",)

# --- Users and sign-in -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL  # for pages and files that only staff may read
WAGTAILADMIN_USER_LOGIN_FORM = "members.sign_in.SignInForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "members.sign_in.PasswordResetForm"  # noqa: S105 - a class

# Every account needs a second factor. No variable loosens this; settings that do without it and are not those
# of one machine (dev.py) do not start (members/checks.py).
STAFF_SECOND_FACTOR_REQUIRED = True
FOR_THIS_MACHINE_ONLY = False
CONFIRMATION_LASTS = timedelta(minutes=5)  # how long a password or factor counts as just given

# A session ends after so long without a deed, and after so long at all (members/sessions.py).
SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", 480, minimum=10, maximum=10_080)
SESSION_HOURS = env.number("SESSION_HOURS", 168, minimum=1, maximum=720)
SECURITY_EVENTS_KEPT_DAYS = env.number("SECURITY_EVENTS_KEPT_DAYS", 180, minimum=30, maximum=730)

ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by colleagues; User.email is the one address
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(CONFIRMATION_LASTS.total_seconds())
MFA_ADAPTER = "members.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "members.factor_forms.SignInCodeForm",
    "reauthenticate": "members.factor_forms.ConfirmCodeForm",
    "activate_totp": "members.factor_forms.NewAppForm",
    "authenticate_webauthn": "members.factor_forms.SignInPasskeyForm",
    "reauthenticate_webauthn": "members.factor_forms.ConfirmPasskeyForm",
    "add_webauthn": "members.factor_forms.NewPasskeyForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a phone whose clock is half a minute off; a code still works only once
MFA_PASSKEY_LOGIN_ENABLED = False  # a passkey is the second step, never the only one
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"

# One name from one place is closed for a while: nobody can lock the whole staff out, nor for ever.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "cicc_site.visitors.client_address"
AXES_LOCKOUT_CALLABLE = "members.throttle.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # who signed in when, and from where, is nobody's business
AXES_VERBOSE = False
AXES_HANDLER = "members.throttle.ThrottleHandler"  # keeps nothing of what was typed

# --- Files -----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder("MEDIA_ROOT", BASE_DIR / "var" / "media")
SERVE_MEDIA = env.flag("SERVE_MEDIA")  # the web server in front does it better
# Pictures for links from other sites; made again when they are missing. Not below MEDIA_ROOT: the web server hands
# out what lies there without asking whether the page is still public.
SHARE_IMAGE_ROOT = env.folder("SHARE_IMAGE_ROOT", BASE_DIR / "var" / "share-images")
# Whole pages for visitors, as files that the web server in front may hand out; PAGE_CACHE=no makes each page anew.
PAGE_CACHE_ROOT = (
    env.folder("PAGE_CACHE_ROOT", BASE_DIR / "var" / "pages")
    if env.flag("PAGE_CACHE", default=True)
    else None
)
# Whether pages say above their forms that the site is read-only: a static mirror has words of its own.
READ_ONLY_TOLD = True
# A network of caches in front that is told which pages have changed; it may hand out for so long what is kept here.
CDN_PURGE_URL = env.web_address("CDN_PURGE_URL", "") if env.given("CDN_PURGE_URL") else ""
# What it wants to be told besides, as the proof that it is us who ask.
CDN_PURGE_HEADER = env.header("CDN_PURGE_HEADER") if env.given("CDN_PURGE_HEADER") else None
CDN_SECONDS = env.number("CDN_SECONDS", 300, minimum=1, maximum=86_400) if CDN_PURGE_URL else 0
# Files that are being imported hold personal data: nothing serves this folder.
IMPORT_ROOT = env.folder("IMPORT_ROOT", BASE_DIR / "var" / "imports")
# What applicants attach: nothing serves this folder either, each file passes the permission check.
APPLICATION_ROOT = env.folder("APPLICATION_ROOT", BASE_DIR / "var" / "applications")
# The archive of documents. Nothing serves this folder: each download passes the question who may read it.
ARCHIVE_ROOT = env.folder("ARCHIVE_ROOT", BASE_DIR / "var" / "archive")
ARCHIVE_ACCEL = archive.accel()
ARCHIVE_SIGNED_LINKS = archive.kind() == archive.BUCKET
# Files sent to the archive that nobody confirms, counted from when their sender looked at them last.
ARCHIVE_WAITING_KEPT_DAYS = env.number("ARCHIVE_WAITING_KEPT_DAYS", 30, minimum=2, maximum=365)
# How long, at most; the notice that applicants agree to names both (members/content/commitments.yaml).
APPLICATION_DRAFTS_KEPT_DAYS = env.number("APPLICATION_DRAFTS_KEPT_DAYS", 90, minimum=7, maximum=730)
APPLICATION_CLOSED_KEPT_MONTHS = env.number("APPLICATION_CLOSED_KEPT_MONTHS", 24, minimum=1, maximum=120)
# An application that waits for its applicant ends after so many days without a sign; 0 for never. So many days before,
# a letter says so.
APPLICATION_UNCONFIRMED_DAYS = env.number("APPLICATION_UNCONFIRMED_DAYS", 30, maximum=730)
APPLICATION_ANSWER_DAYS = env.number("APPLICATION_ANSWER_DAYS", 45, maximum=730)
APPLICATION_REMINDER_DAYS = env.number("APPLICATION_REMINDER_DAYS", 14, minimum=1, maximum=90)
# Of an approved application, counted from when the member has left.
APPLICATION_FORMER_KEPT_MONTHS = env.number("APPLICATION_FORMER_KEPT_MONTHS", 24, minimum=1, maximum=120)
# By the Coalition; until then the staff is told so where they are shown.
APPLICATION_PERIODS_CONFIRMED = False
# Where ClamAV listens, a path or host:port; empty: files are taken without a virus scanner.
CLAMAV_SOCKET = env.listener("CLAMAV_SOCKET")
IMPORTS_KEPT_DAYS = env.number("IMPORTS_KEPT_DAYS", 30, minimum=1, maximum=365)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cicc_site.storage.SiteStaticFilesStorage"},
    "archive": archive.storage(ARCHIVE_ROOT),
    **backup.bucket(),
}
# Backups: encrypted for these public keys; how many days and months they stay (docs/operators/backup.md).
BACKUP_ROOT = env.folder("BACKUP_ROOT", BASE_DIR / "var" / "backups")
BACKUP_RECIPIENTS = env.names("BACKUP_RECIPIENTS", "")
BACKUP_KEPT = env.number("BACKUP_KEPT", 14, minimum=1, maximum=1000)
BACKUP_KEPT_MONTHS = env.number("BACKUP_KEPT_MONTHS", 0, minimum=0, maximum=120)
# A page with many blocks in four languages posts more fields than Django's default of 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# --- Wagtail ---------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Coalition for the International Criminal Court"
WAGTAIL_PAGE_MODEL = "pages.SitePage"
WAGTAILIMAGES_IMAGE_MODEL = "documents.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "documents.SiteDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "documents.forms.SiteImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]  # no SVG: it can carry scripts
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000  # a small file can unpack into more than the memory holds
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp"}
WAGTAILDOCS_DOCUMENT_FORM_BASE = "documents.forms.SiteDocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # every download passes the permission check
_TEXTS, _TABLES = ["docx", "epub", "odt", "pdf", "rtf", "txt"], ["csv", "ods", "xlsx"]
WAGTAILDOCS_EXTENSIONS = [*_TEXTS, *_TABLES, "jpeg", "jpg", "odp", "png", "pptx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAIL_I18N_ENABLED = False  # one tree with translated columns, not one tree per language
# A review may concern several languages: publishing one of them does not end it (pages/models/reviews.py).
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "pages.review_end.finish"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# No call to third parties from the admin.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# --- Addresses that lead nowhere -------------------------------------------------------------------------

MISSES_KEPT_DAYS = env.number("MISSES_KEPT_DAYS", 180, minimum=7, maximum=730)

# --- Open data -------------------------------------------------------------------------------------------

# Requests from one address in ten minutes; 0 for no limit. A file counts for several (pages/api/files.py).
OPEN_DATA_LIMIT = env.number("OPEN_DATA_LIMIT", 1_200, maximum=1_000_000)

# --- Search ----------------------------------------------------------------------------------------------

# Searches from one address in ten minutes; 0 for no limit. Suggestions have eight times as many of their own.
SEARCH_LIMIT = env.number("SEARCH_LIMIT", 300, maximum=100_000)

# --- Weaknesses -------------------------------------------------------------------------------------------

# Whom to tell of one, an e-mail address or a web page; empty: the sender of the mail (pages/security_txt.py).
SECURITY_CONTACT = env.text("SECURITY_CONTACT", "")

# --- Feeds, calendars, tables -----------------------------------------------------------------------------

# Files from one address in ten minutes; 0 for no limit (pages/visitor_limits.py).
FILES_LIMIT = env.number("FILES_LIMIT", 600, maximum=1_000_000)

# --- Applications for membership -------------------------------------------------------------------------

# How many may be begun from one network address in an hour; 0 for no limit (members/applications/abuse.py).
APPLICATION_LIMIT = env.number("APPLICATION_LIMIT", 40, maximum=100_000)
# The work a browser does for a form of a stranger: zero bits of a digest, each doubles it; 0 asks for none.
APPLICATION_WORK_BITS = env.number("APPLICATION_WORK_BITS", 14, maximum=22)
# Where "Leave this site" leads: somewhere that raises no question. A link only, nothing is fetched from there.
LEAVE_SITE_URL = env.web_address("LEAVE_SITE_URL", "https://worldweather.wmo.int/")

# --- Mail ------------------------------------------------------------------------------------------------

_mail = env.email("EMAIL_URL")
# Every mail becomes a row of the outbox, those of Wagtail and Django too; the transport is used by
# members/outbox_sending.py only.
EMAIL_BACKEND = "members.mail_backend.OutboxBackend"
MAIL_TRANSPORT = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# After so long the address and the text of a mail to the staff are wiped; mail of an application stays with it.
MAIL_KEPT_DAYS = env.number("MAIL_KEPT_DAYS", 90, minimum=7, maximum=730)

# --- Work in the background ------------------------------------------------------------------------------

# Ours goes to the worker (`manage.py work`). What Wagtail puts off (its index of references, files to delete) is
# done at once: it has no table that remembers it, and would be lost with a worker that is killed.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    # Besides the one that all share each worker has a queue of its own (cicc_site/workers.py): any name is one.
    "worker": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []},
}
WORKER_NAME = env.text("WORKER_NAME", socket.gethostname())

# --- Being watched ---------------------------------------------------------------------------------------

# Whoever asks for /metrics brings it; without one only this machine itself is answered.
METRICS_TOKEN = env.credential("METRICS_TOKEN") if env.given("METRICS_TOKEN") else ""
# Where the processes of one machine count together. It needs no backup, and may be emptied while they stand still.
METRICS_ROOT: Path | None = env.folder("METRICS_ROOT", BASE_DIR / "var" / "metrics")

# --- Transport and headers -------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = True
# How many proxies of our own stand in front, each adding to X-Forwarded-For; 0 believes no such header.
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 1, maximum=9)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
# A browser takes cookies of such a name only over TLS, from this very host and for all of it.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True  # scripts find the token in the page
CSRF_FAILURE_VIEW = "pages.errors.forged_form"
X_FRAME_OPTIONS = "DENY"  # Wagtail allows its own preview frame by itself
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Log: to the terminal, where the service manager collects it ------------------------------------------

LOGGING = logs.to_the_terminal(env.choice("LOG_LEVEL", "WARNING", LOG_LEVELS))
