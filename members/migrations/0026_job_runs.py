"""How periodic jobs ended (members/job_runs.py), and the right to see how the site is doing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0025_operating_marks")]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("job", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("seconds", models.FloatField()),
                ("fault", models.CharField(blank=True, max_length=100)),
                ("succeeded", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AlterModelOptions(
            name="operatingmark",
            options={
                "default_permissions": (),
                "permissions": [("view_condition", "Can see how the site is doing")],
                "verbose_name": "state of the site",
                "verbose_name_plural": "states of the site",
            },
        ),
    ]
