"""The settings of the tests with Portuguese as a fifth language, and its migrations in a folder of their own."""

from cicc_site import languages

languages.LANGUAGES = (
    *languages.LANGUAGES,
    languages.Language("pt", "Português", "ltr", ("en",), "portuguese"),
)
languages._BY_CODE.update({each.code: each for each in languages.LANGUAGES})

from cicc_site.settings.test import *  # noqa: E402, F403 (the language comes first)

# A copy of the migrations of each app, made by the test on the Python path.
MIGRATION_MODULES = {app: f"fifth_migrations.{app}" for app in ("pages", "documents", "members")}
