"""Every language of the site, in one place: code, own name, direction and what it falls back to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    code: str
    name: str  # as its readers write it
    direction: str = "ltr"
    fallback: str = "en"


LANGUAGES = (
    Language("en", "English"),
    Language("es", "Español"),
    Language("fr", "Français"),
    Language("ar", "العربية", direction="rtl"),
)

DEFAULT_LANGUAGE = "en"
LANGUAGES_SETTING = [(language.code, language.name) for language in LANGUAGES]
FALLBACKS = {
    "default": (DEFAULT_LANGUAGE,),
    **{language.code: (language.fallback,) for language in LANGUAGES if language.code != DEFAULT_LANGUAGE},
}
