"""One module moves applications: members/workflow/applications.py. No other code writes `state` or `version` of one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cicc_site.postgres_places import CHECKOUT

VERBS, CHAIN = Path("members/workflow/applications.py"), Path("members/applications/chain.py")
GUARDED = {"state", "version", "state_since", "returns_to"}
# Other things have a state or a version of their own. Each with what it is of.
OTHERS: dict[tuple[str, str], str] = {
    ("pages/board/interface.py", "state"): "of a language of a page",
    ("members/applications/demo.py", "state"): "of a message",
    ("members/applications/drafts.py", "version"): "of a draft of one step",
    ("members/importing/running.py", "state"): "of an import",
    ("members/workflow/refusals.py", "state"): "of which a refusal tells",
    ("members/outbox.py", "state"): "of a message",
    ("members/outbox_sending.py", "state"): "of a message",
    ("members/mail_gate.py", "state"): "of a message",
    ("members/duplicate_list.py", "state"): "of a pair of entries",
}


def writes(source: str) -> Iterator[tuple[int, str]]:
    """Where a module writes one of these columns: an assignment, update(state=...), setattr(x, "state", ...)."""
    for node in ast.walk(ast.parse(source)):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = [
                part for target in node.targets for part in ast.walk(target) if isinstance(part, ast.expr)
            ]
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if (
                isinstance(target, ast.Attribute)
                and target.attr in GUARDED
                and isinstance(target.ctx, ast.Store)
            ):
                yield target.lineno, target.attr
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in {"update", "update_or_create", "bulk_update", "aupdate"}:
            yield from ((node.lineno, word.arg) for word in node.keywords if word.arg in GUARDED)
            texts = [text for part in node.args for text in ast.walk(part) if isinstance(text, ast.Constant)]
            if name == "bulk_update":
                yield from ((node.lineno, text.value) for text in texts if text.value in GUARDED)
        if name == "setattr" and len(node.args) > 1:
            said = getattr(node.args[1], "value", None)
            if said in GUARDED:
                yield node.lineno, str(said)


def modules() -> list[Path]:
    folders = ("cicc_site", "pages", "documents", "members")
    found = [path.relative_to(CHECKOUT) for folder in folders for path in (CHECKOUT / folder).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def test_nothing_else_moves_an_application() -> None:
    found = [
        (str(path), name, line)
        for path in modules()
        if path not in {VERBS, CHAIN}
        for line, name in writes((CHECKOUT / path).read_text("utf-8"))
    ]
    assert [place for place in found if (place[0], place[1]) not in OTHERS] == []
    assert {(path, name) for path, name, _line in found} == set(OTHERS), "an exception nobody needs"


def test_the_verbs_do() -> None:
    assert {"state", "state_since", "returns_to"} <= {
        name for _l, name in writes((CHECKOUT / VERBS).read_text())
    }
    assert "version" in {name for _line, name in writes((CHECKOUT / CHAIN).read_text())}


@pytest.mark.parametrize(
    "line",
    [
        "application.state = 'approved'",
        "a.state, b = 1, 2",
        "application.version += 1",
        "rows.update(state='approved')",
        "setattr(application, 'state', 'approved')",
        "rows.bulk_update(many, ['state'])",
    ],
)
def test_the_rule_sees_what_it_forbids(line: str) -> None:
    assert list(writes(line))
