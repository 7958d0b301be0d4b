"""The catalogue tools: what they collect, what they keep, what they refuse."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from cicc_site import catalogues

TEMPLATE = """
{% load i18n %}
    {% translate "Together 100% «for» Justice" %}
  {% translate "May" context "month" as month %}
        {% blocktranslate count n=n trimmed %}
            {{ n }} member
        {% plural %}
            {{ n }} members
        {% endblocktranslate %}
{{ _("State Party")|default:_("None") }}
{# Translators: the verb, not the adjective #}
{% translate "Open" %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext
TITLE = _("About the "
          "Coalition")
def count(n): return ngettext("%(n)s case", "%(n)s cases", n)
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "pages").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "pages" / "models.py").write_text(CODE)
    monkeypatch.setattr(catalogues, "CHECKOUT", tmp_path)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(catalogues, "WAGTAIL_LOCALE", tmp_path / "locale" / "wagtail")
    monkeypatch.setattr(catalogues, "translated_languages", lambda: ["ar"])
    return tmp_path


def arabic(checkout: Path) -> Path:
    return checkout / "locale" / "ar" / "LC_MESSAGES" / "django.po"


def fill(path: Path) -> None:
    text = (
        path.read_text().replace('msgstr ""\n\n', 'msgstr "نص"\n\n').replace('msgstr ""\n#', 'msgstr "نص"\n#')
    )
    head, body = text.split("\n\n", 1)
    for index in range(6):
        body = body.replace(f'msgstr[{index}] ""', f'msgstr[{index}] "%(n)s"')
    body = body.replace('100%% «for» Justice"\nmsgstr "نص"', '100%% «for» Justice"\nmsgstr "نص 100%%"')
    if body.endswith('msgstr ""\n'):
        body = body[: -len('msgstr ""\n')] + 'msgstr "نص"\n'
    path.write_text(head + "\n\n" + body)


def test_strings_of_templates_and_code_are_collected(checkout: Path) -> None:
    found = {catalogues.key(message): message for message in catalogues.collect() if message.id}
    assert set(found) == {
        ("Together 100%% «for» Justice", None),
        ("May", "month"),
        ("%(n)s member", None),
        ("State Party", None),
        ("None", None),
        ("Open", None),
        ("About the Coalition", None),
        ("%(n)s case", None),
    }
    assert found["Open", None].auto_comments == [": the verb, not the adjective"] or found[
        "Open", None
    ].auto_comments == ["the verb, not the adjective"]
    assert found["%(n)s member", None].id == ("%(n)s member", "%(n)s members")


def test_a_new_catalogue_is_full_of_gaps_and_a_filled_one_passes(checkout: Path) -> None:
    catalogues.update_all()
    assert len([line for line in catalogues.check_all() if "not translated" in line]) == 8
    fill(arabic(checkout))
    assert catalogues.check_all() == []


def test_collecting_again_changes_nothing_and_keeps_translations(checkout: Path) -> None:
    catalogues.update_all()
    fill(arabic(checkout))
    before = arabic(checkout).read_text()
    catalogues.update_all()
    assert arabic(checkout).read_text() == before
    assert "models.py" not in before, "line numbers make every change of code a change of the catalogue"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('msgid "State Party"\nmsgstr "نص"', 'msgid "State Party"\nmsgstr " "', "not translated"),
        ('msgid "State Party"', '#, fuzzy\nmsgid "State Party"', "marked as doubtful"),
        ('msgid "State Party"', 'msgid "State party"', "not in the catalogue"),
        ('msgid "State Party"', 'msgid "State party"', "no longer used"),
        ('msgstr[5] "%(n)s"\n', "", "not translated"),
        ('msgstr[3] "%(n)s"', 'msgstr[3] "%(count)s"', "unknown named placeholder"),
    ],
)
def test_a_bad_catalogue_is_refused(checkout: Path, old: str, new: str, complaint: str) -> None:
    catalogues.update_all()
    fill(arabic(checkout))
    text = arabic(checkout).read_text()
    assert old in text
    arabic(checkout).write_text(text.replace(old, new))
    assert complaint in "\n".join(catalogues.check_all())


@pytest.mark.parametrize(
    ("text", "is_well_set"),
    [
        ("État partie\u00a0: «\u00a0oui\u00a0» ou non\u00a0?", True),
        ("Comme https://example.org/?a=b, à 18:00", True),
        ("État partie : oui", False),
        ("État partie\u202f: oui", False),
        ("Oui ; non", False),
        ("État partie ?", False),
        ("État partie !", False),
        ("« État\u00a0»", False),
        ("«\u00a0État »", False),
        ("«\u202fÉtat\u00a0»", False),
    ],
)
def test_a_french_sign_never_begins_a_line(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, text: str, is_well_set: bool
) -> None:
    monkeypatch.setattr(catalogues, "translated_languages", lambda: ["fr"])
    catalogues.update_all()
    french = catalogues.catalogue_path("fr")
    catalogue = catalogues.load(french)
    catalogue["State Party"].string = text
    catalogues.save(french, catalogue)
    told = [line for line in catalogues.check_all() if "U+00A0" in line]
    assert told == ([] if is_well_set else ["fr: no U+00A0 before : ; ? ! » or after «: 'State Party'"])


def test_six_arabic_plural_forms_in_the_order_of_gettext(checkout: Path) -> None:
    catalogues.update_all()
    with arabic(checkout).open("rb") as file:
        assert read_po(file).num_plurals == 6
    assert "n%100>=11 ? 4 : 5" in arabic(checkout).read_text()


def test_compiling_skips_what_is_up_to_date(checkout: Path) -> None:
    catalogues.update_all()
    fill(arabic(checkout))
    catalogues.compile_all()
    compiled = arabic(checkout).with_suffix(".mo")
    first = compiled.stat().st_mtime_ns
    catalogues.compile_all()
    assert compiled.stat().st_mtime_ns == first
