"""What an old process goes on working with: a column that may be empty, and an index made without shutting the table."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    atomic = False
    dependencies = []
    operations = [
        migrations.RunSQL(
            "ALTER TABLE pages_sitepage ADD COLUMN drill_note text NULL",
            "ALTER TABLE pages_sitepage DROP COLUMN drill_note",
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY drill_note_index ON pages_sitepage (drill_note)",
            "DROP INDEX drill_note_index",
        ),
    ]
