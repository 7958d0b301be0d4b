"""What is logged, and how: to the terminal, where the service manager collects it, without names and tokens."""

from typing import Any


def to_the_terminal(level: str) -> dict[str, Any]:
    """The setting LOGGING. level: the lowest that is written."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "cicc_site.masking.MaskingFormatter",
                "format": "{asctime} {levelname} {name} [{request}]: {message}",
                "style": "{",
            }
        },
        "filters": {"strangers": {"()": "cicc_site.masking.StrangersFilter"}},
        "handlers": {
            "terminal": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["strangers"]}
        },
        "root": {"handlers": ["terminal"], "level": level},
        # Django would mail errors to nobody; here they reach the log once, with their traceback.
        # The clients of a bucket tell signed addresses and headers to whoever debugs.
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            **{name: {"level": "WARNING"} for name in ("boto3", "botocore", "s3transfer", "urllib3")},
        },
    }
