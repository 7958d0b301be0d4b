"""The list of variables in the operators' manual and in .env.example is the list that the code reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from cicc_site.settings import env

BASE = Path(settings.BASE_DIR)
MANUAL = BASE / "docs" / "operators" / "settings.md"
READERS = {name for name in vars(env) if name.islower() and callable(getattr(env, name))} - {
    "defaults",
    "read_file",
}
# Set by make and by the tests themselves for programs they start, never by people.
INTERNAL = {"PATH", "MAKELEVEL", "DATABASE_ROLE", "TEST_DATABASE", "DJANGO_SETTINGS_MODULE", "PYTHON"}


def read_in_code() -> set[str]:
    found: set[str] = set()
    for path in [BASE / "manage.py", *sorted((BASE / "cicc_site").rglob("*.py"))]:
        found.update(variables(ast.parse(path.read_text(encoding="utf-8"))))
    found.update(re.findall(r"\$\{([A-Z_]+)", (BASE / "docker-compose.yml").read_text(encoding="utf-8")))
    return found


def variables(tree: ast.AST) -> Iterator[str]:
    """First arguments of env.reader("NAME") and os.environ.get("NAME"), and keys of os.environ["NAME"]."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            if ast.unparse(node.func.value) in {"env", "os.environ"}:
                for name in names_in(node.args[0]):
                    yield name
                    if node.func.attr in {"secret", "credential", "header"}:
                        yield f"{name}_FILE"
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            yield from names_in(node.slice)


def names_in(expression: ast.AST) -> Iterator[str]:
    """The literal names: one, or the two of a choice."""
    for node in ast.walk(expression):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and re.fullmatch(r"[A-Z][A-Z_]+", value):
            yield value


def documented(section: str | None = None) -> set[str]:
    text = MANUAL.read_text(encoding="utf-8")
    if section:
        text = text.split(f"## {section}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))


def test_every_variable_read_is_in_the_manual_and_no_other() -> None:
    found = read_in_code() - INTERNAL
    assert len(found) > 12
    assert found == documented()


def test_the_example_file_lists_the_variables_of_production() -> None:
    example = (BASE / ".env.example").read_text(encoding="utf-8")
    expected = documented("Production") | documented("Containers only")
    assert set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE)) == expected


def test_the_example_file_cannot_be_used_as_it_stands() -> None:
    example = (BASE / ".env.example").read_text(encoding="utf-8")
    assert re.search(r"^SECRET_KEY=$", example, re.MULTILINE)


def test_the_typed_readers_are_known() -> None:
    assert {"text", "secret", "flag", "number", "database", "email"} <= READERS
