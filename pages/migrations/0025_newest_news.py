"""Indexes by which the newest updates and releases are found, however many there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0024_broken_links")]

    operations = [
        migrations.AddIndex(
            model_name="courtupdatepage",
            index=models.Index(fields=["-date", "-sitepage_ptr"], name="updates_by_date"),
        ),
        migrations.AddIndex(
            model_name="pressreleasepage",
            index=models.Index(fields=["-date", "-sitepage_ptr"], name="releases_by_date"),
        ),
    ]
