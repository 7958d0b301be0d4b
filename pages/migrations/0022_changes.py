"""The notes of changes, and the triggers that write them (pages/generations.py)."""

from django.db import migrations, models

TABLES = (
    "pages_sitepage",
    "pages_sitesettings",
    "pages_office",
    "pages_footerlink",
    "pages_sociallink",
    "pages_sitenotice",
    "wagtailcore_site",
)
FUNCTION = """
CREATE FUNCTION pages_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pages_change (topic, transaction, times)
    VALUES (TG_ARGV[0], pg_current_xact_id()::text::bigint, 1)
    ON CONFLICT (topic, transaction) DO UPDATE SET times = pages_change.times + 1;
    RETURN NULL;
END
$$;
"""
TRIGGER = """
CREATE TRIGGER pages_change_of_frame AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION pages_note_change('frame');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0021_searched_words"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "topic",
                        "transaction",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("topic", models.CharField(choices=[("frame", "Frame")], max_length=10)),
                ("transaction", models.BigIntegerField()),
                ("times", models.IntegerField(default=1)),
            ],
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION pages_note_change();"),
        *(
            migrations.RunSQL(
                TRIGGER.format(table=table), f"DROP TRIGGER pages_change_of_frame ON {table};"
            )
            for table in TABLES
        ),
    ]
