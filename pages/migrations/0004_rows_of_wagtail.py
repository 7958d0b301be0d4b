"""Wagtail's migrations make the root and a welcome page before our columns exist: give them English texts."""

from django.db import migrations
from django.db.models import F


def fill_english(apps, schema_editor):
    pages = apps.get_model("pages", "SitePage").objects
    pages.filter(title_en=None).update(title_en=F("title"))
    below_root = pages.filter(depth__gt=1, url_path_es=None)
    below_root.update(url_path_es=F("url_path"), url_path_fr=F("url_path"), url_path_ar=F("url_path"))


class Migration(migrations.Migration):
    dependencies = [("pages", "0003_finalize")]

    operations = [migrations.RunPython(fill_english, migrations.RunPython.noop)]
