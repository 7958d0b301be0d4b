"""A sign of life for each worker, so that a dead one does not hide behind the living. What was seen is not kept: a
worker is heard of within seconds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0020_keeping")]

    operations = [
        migrations.DeleteModel(name="Heartbeat"),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("part", models.CharField(max_length=40)),
                ("worker", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("ended", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("part", "worker"), name="heartbeat_of_a_worker")
                ],
            },
        ),
    ]
