"""What the help text of the coordinator of a national coalition says of visitors."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0015_application_guards")]

    operations = [
        migrations.AlterField(
            model_name="nationalcoalition",
            name="coordinator",
            field=models.ForeignKey(
                blank=True,
                help_text="The member that coordinates it. Visitors read its name only while it has a full entry.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="coordinates",
                to="members.organization",
                verbose_name="coordinator",
            ),
        ),
    ]
