"""Links that lead nowhere (pages/link_check)."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import cicc_site.languages


class Migration(migrations.Migration):
    dependencies = [("pages", "0023_kept_pages")]

    operations = [
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="link_check",
                        serialize=False,
                        to="pages.sitepage",
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="BrokenLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("language", models.CharField(choices=cicc_site.languages.choices, max_length=8)),
                ("target", models.TextField()),
                ("status", models.PositiveSmallIntegerField()),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="broken_links",
                        to="pages.sitepage",
                    ),
                ),
            ],
            options={"default_permissions": (), "ordering": ["since", "pk"]},
        ),
    ]
