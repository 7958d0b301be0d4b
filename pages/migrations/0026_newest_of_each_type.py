"""The index by which feeds find what was put on the site last, however long their list is."""

import datetime as dt

from django.db import migrations, models
from django.db.models.functions import TruncDate


class Migration(migrations.Migration):
    dependencies = [("pages", "0025_newest_news")]

    operations = [
        migrations.AddIndex(
            model_name="sitepage",
            index=models.Index(
                models.F("content_type"),
                models.OrderBy(
                    TruncDate("first_published_at", tzinfo=dt.UTC), descending=True, nulls_last=True
                ),
                name="site_page_newest",
                condition=models.Q(live=True),
            ),
        ),
    ]
