from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0022_changes")]

    operations = [
        migrations.CreateModel(
            name="KeptPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("folder", models.CharField(max_length=200)),
                ("place", models.TextField()),
                ("tables", ArrayField(base_field=models.CharField(max_length=63), size=None)),
                ("generation", models.BigIntegerField()),
                ("expires", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("folder", "place"), name="kept_page_once")
                ],
            },
        ),
    ]
