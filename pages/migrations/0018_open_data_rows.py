"""Gives the situations and cases that exist their codes, and turns the text page on open data into one of its own type."""

from uuid import UUID

from django.db import migrations

# The lasting key of the page at open-data/ of the starting content (pages/loading/store.py).
OPEN_DATA = UUID("3592484f-d632-5a9d-a650-681860ccba85")
COLUMNS = "sitepage_ptr_id, body, body_en, body_es, body_fr, body_ar"


def fill_codes(apps, schema_editor):
    for name in ("SituationPage", "CasePage"):
        model = apps.get_model("pages", name)
        rows = model.objects.filter(code=None, alias_of=None)
        taken = set()
        for pk, slug in rows.order_by("path").values_list("pk", "slug"):
            code, count = slug, 1
            while code in taken:
                count += 1
                code = f"{slug}-{count}"
            taken.add(code)
            model.objects.filter(pk=pk).update(code=code)


def turn_page(apps, schema_editor):
    """A page keeps its key, its address, its history and its texts: only the table of its type changes."""
    page_type = apps.get_model("contenttypes", "ContentType")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT sitepage_ptr_id FROM pages_aboutpage JOIN pages_sitepage ON id = sitepage_ptr_id"
            " WHERE translation_key = %s",
            [OPEN_DATA],
        )
        found = cursor.fetchone()
        if found is None:
            return
        kind, _ = page_type.objects.get_or_create(app_label="pages", model="opendatapage")
        former = page_type.objects.get(app_label="pages", model="aboutpage")
        cursor.execute(
            f"INSERT INTO pages_opendatapage ({COLUMNS}) SELECT {COLUMNS} FROM pages_aboutpage"
            " WHERE sitepage_ptr_id = %s",
            found,
        )
        cursor.execute("DELETE FROM pages_aboutpage WHERE sitepage_ptr_id = %s", found)
        cursor.execute("UPDATE pages_sitepage SET content_type_id = %s WHERE id = %s", [kind.pk, *found])
        cursor.execute(
            "UPDATE wagtailcore_revision SET content_type_id = %s WHERE object_id = %s AND content_type_id = %s",
            [kind.pk, str(found[0]), former.pk],
        )


class Migration(migrations.Migration):

    dependencies = [
        ("pages", "0017_open_data"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(fill_codes, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(turn_page, migrations.RunPython.noop, elidable=True),
    ]
