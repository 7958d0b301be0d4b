"""The columns that refer to Wagtail's tables, and a locale and a key for the rows Wagtail's migrations made."""

from django.db import migrations
from wagtail.models import BootstrapLocaleField, BootstrapTranslatableModel, BootstrapTranslationKeyField


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial"), ("wagtailcore", "0098_apitoken")]

    operations = [
        BootstrapLocaleField("pages.SitePage"),
        BootstrapTranslationKeyField("pages.SitePage"),
        BootstrapTranslatableModel("pages.SitePage"),
    ]
