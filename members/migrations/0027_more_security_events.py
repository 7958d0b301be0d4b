from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0026_job_runs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='securityevent',
            name='kind',
            field=models.CharField(choices=[('signed_in', 'Signed in'), ('refused', 'Sign-in refused'), ('closed', 'Closed for a while after too many attempts'), ('account_made', 'Account made'), ('account_deleted', 'Account deleted'), ('rights', 'Rights changed'), ('rights_of_group', 'Rights of a group changed'), ('factor', 'Second step changed'), ('password', 'Password changed'), ('export', 'Personal data exported'), ('everyone_out', 'Everyone signed out')], max_length=20, verbose_name='what'),
        ),
    ]
