from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0015_translation_board'),
    ]

    operations = [
        migrations.RenameField(
            model_name='translationtask',
            old_name='title',
            new_name='title_en',
        ),
        migrations.AlterField(
            model_name='translationtask',
            name='title_en',
            field=models.CharField(max_length=255),
        ),
    ]
