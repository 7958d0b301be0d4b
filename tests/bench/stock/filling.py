"""Makes the tables of the stock project and fills them with what `content.py` wrote.

Every page is made in each language, as a site of four languages has it with Wagtail: a tree for each.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import uuid
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

_LINK = re.compile(r'<a linktype="page" id="(\d+)">')
# What no plain Wagtail knows: a figure that is counted. An editor would type it.
_OURS = re.compile(r"<embed [^>]*/>")
A_NUMBER = "125"


def main(path: Path) -> None:
    from wagtail.models import Locale, Page, Site

    call_command("migrate", verbosity=0)
    told = json.loads(path.read_text("utf-8"))
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    root = Page.objects.get(depth=1)
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code in ("en", "es", "fr", "ar")]
    keys: dict[tuple[str, int], Any] = {}
    for locale in locales:
        _tree(root, locale, told, keys)
    home = keys["en", told["pages"][0]["key"]]
    Site.objects.create(hostname="bench.coalition.test", port=443, root_page=home, is_default_site=True)
    _links(keys)
    _organizations(told["organizations"])
    _settings(told["settings"], keys)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _tree(root: Any, locale: Any, told: dict[str, Any], keys: dict[tuple[str, int], Any]) -> None:
    from tests.bench.stock import models

    language = locale.language_code
    by_path: dict[str, Any] = {}
    named: list[tuple[Any, dict[str, Any]]] = []
    for row in told["pages"]:
        page = _page(row, row["texts"][language])
        page.locale, page.translation_key = locale, uuid.uuid5(uuid.NAMESPACE_OID, str(row["key"]))
        if row["type"] == "home":
            page.slug = f"home-{language}"
        page.show_in_menus = row["in_menu"]
        page.last_published_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        parent = by_path.get(row["parent"], root)
        parent.add_child(instance=page)
        by_path[row["path"]] = page
        keys[language, row["key"]] = page
        if row["type"] == "countries":
            for country in told["countries"]:
                _country(page, locale, country)
        if row["type"] == "situation" and row["country"]:
            named.append((page, row))
    for page, row in named:
        page.country = models.CountryPage.objects.get(locale=locale, code=row["country"][0])
        page.save()


def _page(row: dict[str, Any], texts: dict[str, Any]) -> Any:
    from tests.bench.stock import models

    title, body = texts["title"], json.dumps(texts["body"])
    date = dt.date.fromisoformat(row["date"]) if row["date"] else None
    common = {"title": title, "slug": row["slug"]}
    kinds: dict[str, Any] = {
        "home": lambda: models.HomePage(**common, summary=texts["summary"], body=body),
        "index": lambda: models.UpdateIndexPage(**common, summary=texts["summary"], body=body),
        "update": lambda: models.UpdatePage(**common, summary=texts["summary"], body=body, date=date),
        "situation": lambda: models.SituationPage(**common, summary=texts["summary"], status=row["status"]),
        "case": lambda: models.CasePage(**common, status=row["status"], line=texts["summary"][:60]),
        "countries": lambda: models.CountryIndexPage(**common, summary=texts["summary"]),
        "directory": lambda: models.DirectoryPage(**common, summary=texts["summary"], body=body),
        "campaign": lambda: models.NoticePage(**common, kind="campaign"),
        "vacancy": lambda: models.NoticePage(**common, kind="vacancy", deadline=date),
        "article": lambda: models.ArticlePage(**common, summary=texts["summary"], body=body),
    }
    return kinds[row["type"]]()


def _country(index: Any, locale: Any, told: dict[str, Any]) -> None:
    from tests.bench.stock import models

    page = models.CountryPage(
        title=told["names"][locale.language_code],
        slug=told["code"].lower(),
        locale=locale,
        translation_key=uuid.uuid5(uuid.NAMESPACE_OID, told["code"]),
        summary=told["sentence"],
        **{name: told[name] for name in ("code", "status", "sentence", "un_status", "un_group", "region")},
    )
    page.acts = [
        models.Act(label=label, date=dt.date.fromisoformat(day), sort_order=place)
        for place, (label, day) in enumerate(told["acts"])
    ]
    index.add_child(instance=page)


def _links(keys: dict[tuple[str, int], Any]) -> None:
    """Links between pages lead to the page of the same language, as an editor would have made them."""
    for (language, _key), page in keys.items():
        if not hasattr(page, "body"):
            continue

        def rewritten(value: Any, language: str = language) -> Any:
            if isinstance(value, dict):
                return {name: rewritten(each) for name, each in value.items()}
            if isinstance(value, list):
                return [rewritten(each) for each in value]
            if not isinstance(value, str):
                return value
            value = _LINK.sub(lambda match: _link(keys.get((language, int(match[1])))), value)
            return _OURS.sub(A_NUMBER, value)

        page.body = json.dumps(rewritten(list(page.body.raw_data)))
        type(page).objects.filter(pk=page.pk).update(body=page.body)


def _link(target: Any) -> str:
    return f'<a linktype="page" id="{target.pk}">' if target else '<a href="/en/">'


def _organizations(told: dict[str, Any]) -> None:
    from tests.bench.stock import models

    coalitions = {key: models.Coalition.objects.create(name=name) for key, name in told["coalitions"].items()}
    names = sorted({name for row in told["rows"] for name in row["issues"]})
    issues = {name: models.Issue.objects.create(name=name) for name in names}
    made = models.Organization.objects.bulk_create(
        models.Organization(
            **{
                name: value or ""
                for name, value in row.items()
                if name not in ("issues", "coalition", "joined")
            },
            joined=row["joined"],
            coalition=coalitions.get(str(row["coalition"])),
        )
        for row in told["rows"]
    )
    through = models.Organization.issues.through
    through.objects.bulk_create(
        through(organization_id=organization.pk, issue_id=issues[name].pk)
        for organization, row in zip(made, told["rows"], strict=True)
        for name in row["issues"]
    )


def _settings(told: dict[str, Any], keys: dict[tuple[str, int], Any]) -> None:
    from tests.bench.stock import models

    settings = models.SiteSettings.load()
    settings.tagline, settings.footer_text = told["tagline"], told["footer_text"]
    settings.offices = [models.Office(name=name, lines=lines) for name, lines in told["offices"]]
    settings.footer_links = [models.FooterLink(page_id=keys["en", key].pk) for key in told["links"]]
    settings.save()


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]))
