"""The figures say whether demonstrations are counted in them, from the same index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0005_organizations")]

    operations = [
        migrations.RemoveIndex("organization", "org_figures"),
        migrations.AddIndex(
            "organization",
            models.Index(fields=["status", "listing", "country", "is_demo"], name="org_figures"),
        ),
    ]
