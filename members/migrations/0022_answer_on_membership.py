"""Whether an applicant was sure not to be a member already is kept with the other answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0021_heartbeat_of_each_worker")]

    operations = [
        migrations.AddField(
            model_name="applicationanswers",
            name="member_already",
            field=models.CharField(
                choices=[("no", "No"), ("unsure", "I am not sure")],
                default="no",
                max_length=6,
                verbose_name="a member already",
            ),
        ),
    ]
