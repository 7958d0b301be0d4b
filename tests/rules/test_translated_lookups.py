"""Queries name the column of a language (`title_es`), never the bare field.

modeltranslation rewrites a bare `title` in a query to the active language's column, without any fallback: a list
sorted by `title` in Arabic would drop to the end whatever is not translated yet.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from cicc_site.multilingual.models import TranslatedModel

ROOT = Path(__file__).resolve().parents[2]
# Not defer(): leaving out the column of the original besides those of the languages mixes nothing.
CALLS = {
    "filter",
    "exclude",
    "get",
    "order_by",
    "values",
    "values_list",
    "update",
    "only",
    "annotate",
}


# Models, of Django and Wagtail too, whose columns bear the same names and hold one language for all.
PLAIN_MODELS = {
    "Collection",
    "FileText",
    "Group",
    "ImportMapping",
    "ImportRow",
    "LanguageReviewTask",
    "OrganizationName",
    "Permission",
    "SearchText",
    "Task",
    "WorkFile",
    "Workflow",
}


def translated_names() -> set[str]:
    return {
        name
        for model in apps.get_models()
        if issubclass(model, TranslatedModel)
        for name in model.translated_fields()
    }


def names_in(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg.split("__")[0]
    for argument in call.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value.lstrip("-").split("__")[0]


def root_name(node: ast.expr) -> str:
    """What a chain of attributes and calls begins with: `Group` in `Group.objects.filter(...)`."""
    while isinstance(node, (ast.Attribute, ast.Call)):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def bare_lookups(source: str, names: set[str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            # `something.get("title")` of a mapping is no query.
            if node.func.attr in {"get", "update"} and node.args:
                continue
            if root_name(node.func) in PLAIN_MODELS:
                continue
            for name in names_in(node):
                if name in names:
                    yield node.lineno, name


def test_no_query_uses_a_bare_translated_field() -> None:
    names = translated_names()
    assert {"title", "body", "summary"} <= names
    files = [
        path for app in ("cicc_site", "pages", "documents", "members") for path in (ROOT / app).rglob("*.py")
    ]
    files = [path for path in files if "migrations" not in path.parts]
    assert len(files) > 40
    found = [
        (str(path.relative_to(ROOT)), line, name)
        for path in files
        for line, name in bare_lookups(path.read_text(encoding="utf-8"), names)
    ]
    assert found == []


@pytest.mark.parametrize(
    "query",
    [
        'pages.filter(title="x")',
        'pages.order_by("-title")',
        'pages.update(summary="")',
        'rows.filter(body__contains="x")',
    ],
)
def test_the_rule_sees_a_bare_lookup(query: str) -> None:
    assert list(bare_lookups(query, translated_names()))


@pytest.mark.parametrize(
    "query", ['pages.filter(title_es="x")', 'values.get("title")', 'pages.order_by("path")']
)
def test_the_rule_lets_others_pass(query: str) -> None:
    assert not list(bare_lookups(query, translated_names()))
