"""The notes of changes, and the triggers that write them (pages/generations.py).

One trigger per statement on every table that public pages are made of. Of pages only what readers see counts: drafts are
saved every few seconds.
"""

from django.db import migrations, models

# As pages.models.changes.WATCHED was when this was written; a table that joins later brings a migration of its own.
TABLES = (
    "documents_filetext",
    "documents_sitedocument",
    "documents_siteimage",
    "documents_subject",
    "documents_work",
    "documents_work_subjects",
    "documents_workfile",
    "documents_workrelation",
    "members_country",
    "members_formercountryslug",
    "members_issue",
    "members_nationalcoalition",
    "members_organization",
    "members_organization_countries_of_work",
    "members_organization_issues",
    "members_organizationname",
    "members_registerdate",
    "members_reviewcycle",
    "members_steeringcommitteeterm",
    "members_treatyact",
    "pages_aboutpage",
    "pages_applicationpage",
    "pages_archivepage",
    "pages_assemblyindexpage",
    "pages_assemblysessionpage",
    "pages_campaignindexpage",
    "pages_campaignpage",
    "pages_campaignpage_countries",
    "pages_caseevent",
    "pages_caseeventperson",
    "pages_casepage",
    "pages_caseperson",
    "pages_countryindexpage",
    "pages_courtupdateindexpage",
    "pages_courtupdatepage",
    "pages_directorypage",
    "pages_footerlink",
    "pages_glossaryterm",
    "pages_homepage",
    "pages_office",
    "pages_opendatapage",
    "pages_presscontact",
    "pages_pressindexpage",
    "pages_pressreleasepage",
    "pages_publicationindexpage",
    "pages_publicationpage",
    "pages_resumedpart",
    "pages_sitenotice",
    "pages_sitesettings",
    "pages_situationindexpage",
    "pages_situationpage",
    "pages_situationpage_countries",
    "pages_sociallink",
    "pages_vacancyindexpage",
    "pages_vacancypage",
    "wagtailcore_pageviewrestriction",
    "wagtailcore_pageviewrestriction_groups",
    "wagtailcore_site",
)
FUNCTIONS = """
CREATE FUNCTION pages_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pages_change (topic, transaction, times)
    VALUES (TG_TABLE_NAME, pg_current_xact_id()::text::bigint, 1)
    ON CONFLICT (topic, transaction) DO UPDATE SET times = pages_change.times + 1;
    RETURN NULL;
END
$$;

CREATE FUNCTION pages_note_change_of_page() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_staff text[] := ARRAY['latest_revision_id', 'latest_revision_created_at', 'draft_title',
        'has_unpublished_changes', 'pending', 'locked', 'locked_at', 'locked_by_id'];
BEGIN
    IF EXISTS (
        SELECT FROM former FULL JOIN present USING (id)
        WHERE to_jsonb(former) - of_staff IS DISTINCT FROM to_jsonb(present) - of_staff
    ) THEN
        INSERT INTO pages_change (topic, transaction, times)
        VALUES (TG_TABLE_NAME, pg_current_xact_id()::text::bigint, 1)
        ON CONFLICT (topic, transaction) DO UPDATE SET times = pages_change.times + 1;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER pages_change_noted AFTER INSERT OR DELETE OR TRUNCATE ON pages_sitepage
    FOR EACH STATEMENT EXECUTE FUNCTION pages_note_change();
CREATE TRIGGER pages_change_of_page AFTER UPDATE ON pages_sitepage
    REFERENCING OLD TABLE AS former NEW TABLE AS present
    FOR EACH STATEMENT EXECUTE FUNCTION pages_note_change_of_page();
"""
UNDO = """
DROP TRIGGER pages_change_of_page ON pages_sitepage;
DROP TRIGGER pages_change_noted ON pages_sitepage;
DROP FUNCTION pages_note_change_of_page();
DROP FUNCTION pages_note_change();
"""
TRIGGER = """
CREATE TRIGGER pages_change_noted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION pages_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0007_desk"),
        ("members", "0023_new_kinds_of_events"),
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
                ("topic", models.CharField(max_length=63)),
                ("transaction", models.BigIntegerField()),
                ("times", models.IntegerField(default=1)),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER pages_change_noted ON {table};")
            for table in TABLES
        ),
    ]
