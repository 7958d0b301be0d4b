"""Typed readers of environment variables: the only place that touches os.environ for configuration.

Each reader fails with one clear sentence. Every name read anywhere is described in
docs/operators/settings.md and .env.example, and a test compares the three.
"""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"", "0", "false", "no", "off"}
LOCAL_HOSTS = (None, "", "localhost", "127.0.0.1", "::1")
# What people leave in a copied example: a secret containing one of these is no secret.
PLACEHOLDERS = ("change", "example", "placeholder", "insecure", "secret", "password", "...")


def defaults(values: Mapping[str, str]) -> None:
    """Give variables a value where the environment has none: how dev and test loosen production."""
    for name, value in values.items():
        os.environ[name] = os.environ.get(name, "").strip() or value


def read_file(path: Path) -> None:
    """Read a .env file; what the environment already holds wins."""
    if path.is_file():
        environ.Env.read_env(str(path))


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See docs/operators/settings.md.")
    return value


def secret(name: str) -> str:
    """A random value of at least 50 characters, from NAME or from the file that NAME_FILE points to."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    if path:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error
    else:
        value = text(name)
    if len(value) < 50 or len(set(value)) < 10:
        raise ImproperlyConfigured(f"{name} is too short or too regular: use 50 random characters or more.")
    if any(word in value.lower() for word in PLACEHOLDERS):
        raise ImproperlyConfigured(f"{name} looks like a placeholder: use 50 random characters or more.")
    return value


def credential(name: str) -> str:
    """A secret that another service made, of whatever length: from NAME or from the file that NAME_FILE points to."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return text(name)
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE is empty.")
    return value


def header(name: str) -> tuple[str, str]:
    """A header of HTTP written as in a request, such as X-Key: abc; a credential, so no message repeats it."""
    field, _colon, value = (part.strip() for part in credential(name).partition(":"))
    if not re.fullmatch(r"[A-Za-z0-9-]+", field) or not re.fullmatch(r"[\x20-\x7e]+", value):
        raise ImproperlyConfigured(f"{name} must be a header such as X-Key: abc.")
    return field, value


def given(name: str) -> bool:
    """Whether a secret is there at all, itself or as a file."""
    return any(os.environ.get(variable, "").strip() for variable in (name, f"{name}_FILE"))


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def number(name: str, default: int, *, minimum: int = 0, maximum: int | None = None) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    result = int(value)
    if result < minimum or (maximum is not None and result > maximum):
        raise ImproperlyConfigured(f"{name} must be between {minimum} and {maximum or 'any number'}.")
    return result


def names(name: str, default: str | None = None) -> list[str]:
    """A list written with commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def matching(name: str, form: re.Pattern[str], what: str) -> str:
    """A text of a form. what: that form in words, for the message."""
    value = text(name)
    if not form.fullmatch(value):
        raise ImproperlyConfigured(f"{name} must be {what}, not {value!r}.")
    return value


def folder(name: str, default: Path) -> Path:
    value = os.environ.get(name, "").strip()
    return Path(value).expanduser().resolve() if value else default


def address(name: str) -> str:
    """The scheme and host of a site, without a path."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} must be an address such as https://www.site.org, not {value!r}.")
    return value


def web_address(name: str, default: str) -> str:
    """An address of another site, for a link."""
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must be an address such as https://www.site.org/, not {value!r}.")
    return value


def hosts(name: str) -> list[str]:
    """The host names that are served; '*' would let anybody choose the links we print and mail."""
    values = names(name)
    if not values or any("*" in value or "/" in value for value in values):
        raise ImproperlyConfigured(f"{name} must list host names, with commas and without '*' or '/'.")
    return values


def path_segment(name: str, default: str) -> str:
    """One part of an address, such as the place of the admin."""
    value = text(name, default).strip("/")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", value):
        raise ImproperlyConfigured(f"{name} must be one word of small letters, digits and hyphens.")
    return value


def listener(name: str) -> str:
    """Where another program listens: the path of a socket, or host:port; empty for none."""
    value = os.environ.get(name, "").strip()
    if value and not re.fullmatch(r"/\S+|[A-Za-z0-9._-]+:\d{1,5}|\[[0-9A-Fa-f:]+\]:\d{1,5}", value):
        raise ImproperlyConfigured(f"{name} must be the path of a socket or host:port, not {value!r}.")
    return value


def inner_path(name: str) -> str:
    """A path that only the web server in front knows, such as /archive-files/; empty for none."""
    value = os.environ.get(name, "").strip()
    if value and not re.fullmatch(r"(/[A-Za-z0-9_-]+)+/", value):
        raise ImproperlyConfigured(f"{name} must be a path such as /archive-files/, not {value!r}.")
    return value


def database(name: str) -> dict[str, Any]:
    """A PostgreSQL connection from an address; no other database is supported."""
    address = text(name)
    if not address.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"{name} must be the address of a PostgreSQL database: postgresql://...")
    config: dict[str, Any] = dict(_env.db_url_config(address))
    if not config.get("NAME"):
        raise ImproperlyConfigured(f"{name} does not name a database: postgresql://user:password@host/name")
    return {"OPTIONS": {}, **config}


def email(name: str, default: str | None = None) -> dict[str, Any]:
    """Django's EMAIL_* settings from an address such as smtp+tls://user:password@host:587."""
    config = dict(_env.email_url_config(text(name, default)))
    if config["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        config["EMAIL_BACKEND"] = "cicc_site.smtp.EmailBackend"
    encrypted = config.get("EMAIL_USE_TLS") or config.get("EMAIL_USE_SSL")
    over_network = "smtp" in config["EMAIL_BACKEND"] and config["EMAIL_HOST"] not in LOCAL_HOSTS
    if over_network and not encrypted:
        raise ImproperlyConfigured(f"{name} would send mail in clear: write smtp+tls:// or smtp+ssl://.")
    config["EMAIL_PORT"] = config["EMAIL_PORT"] or (
        465 if config.get("EMAIL_USE_SSL") else 587 if encrypted else 25
    )
    return config
