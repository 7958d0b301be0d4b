"""A size of a picture that is taken away, or lies elsewhere, is a change of its picture: kept pages name its file.

One that is made is none, or each page that shows a picture for the first time would be old at once.
"""

from django.db import migrations

NOTE = """
CREATE OR REPLACE FUNCTION pages_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pages_change (topic, transaction, times)
    VALUES ({topic}, pg_current_xact_id()::text::bigint, 1)
    ON CONFLICT (topic, transaction) DO UPDATE SET times = pages_change.times + 1;
    RETURN NULL;
END
$$;
"""
TRIGGER = """
CREATE TRIGGER pages_change_of_picture AFTER UPDATE OR DELETE OR TRUNCATE ON documents_siterendition
    FOR EACH STATEMENT EXECUTE FUNCTION pages_note_change('documents_siteimage');
"""


class Migration(migrations.Migration):
    dependencies = [("pages", "0026_newest_of_each_type"), ("documents", "0010_titles_of_files")]

    operations = [
        # Of another table than the trigger's own, where it names one.
        migrations.RunSQL(
            NOTE.format(topic="coalesce(TG_ARGV[0], TG_TABLE_NAME)"), NOTE.format(topic="TG_TABLE_NAME")
        ),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER pages_change_of_picture ON documents_siterendition;"),
    ]
