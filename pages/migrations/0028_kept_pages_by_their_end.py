"""The index by which kept pages are found that the clock alone has made old, at each look."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0027_sizes_of_pictures")]

    operations = [
        migrations.AddIndex(
            model_name="keptpage",
            index=models.Index(fields=["expires"], name="kept_page_expires"),
        ),
    ]
