from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0019_decisions"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrailVerification",
            fields=[
                ("only", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("events", models.PositiveBigIntegerField()),
                ("head", models.CharField(max_length=64)),
                ("problems", ArrayField(base_field=models.TextField(), default=list, size=None)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddConstraint(
            model_name="trailverification",
            constraint=models.CheckConstraint(
                condition=models.Q(("only", 1)), name="one_verification_of_the_trail"
            ),
        ),
    ]
