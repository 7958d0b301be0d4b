"""What is known of how the site is run (members/operating.py)."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0024_security_events")]

    operations = [
        migrations.CreateModel(
            name="OperatingMark",
            fields=[
                ("mark", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("details", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "state of the site",
                "verbose_name_plural": "states of the site",
                "default_permissions": (),
            },
        ),
    ]
