"""The index from which the directory counts its filters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0010_duplicates")]

    operations = [
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(
                condition=models.Q(
                    ("status__in", ["active", "confirmation_due"]), ("listing__in", ["full", "name_and_country"])
                ),
                fields=["country"],
                include=("id", "listing", "type", "national_coalition", "working_languages", "is_demo"),
                name="org_counted_in_directory",
            ),
        ),
    ]
