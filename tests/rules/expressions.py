"""Every regular expression of our code, and texts made to cost each of them as much as possible.

What is hostile is read off the expression itself: for each of its repetitions what comes before it, then what it
repeats many times, then something that fits nothing.
"""

from __future__ import annotations

import ast
import itertools
import math
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from typing import Any

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("cicc_site", "members", "documents", "pages")
NOT_RUN_FOR_STRANGERS = re.compile(r"/(?:migrations|management|content)/|devserver|catalogues|/postgres")
FITTED = frozenset({"fullmatch", "match"})
LENGTH = 100  # letters of the shortest text that is tried; the longest has 256 times as many
NOTABLE = 0.02  # seconds: what takes less is not measured but tried with a longer text
SUSPECT = 8.0
STEADY = 0.1  # seconds that a measurement is repeated for: beside an alarm the clock of the processor steps by 4 ms
ENDLESS = 2.0  # seconds of the processor for some thousand letters
MOST = 40  # hostile texts for one expression, spread over its repetitions
FAILING = ("\0", "")
MANY = 16  # of a repetition: fewer cost nothing worth measuring


@dataclass(frozen=True)
class Expression:
    """where: the module and line, or the name in it; uses: the methods it is called by."""

    where: str
    pattern: re.Pattern[str]
    uses: tuple[str, ...] = ("finditer",)


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not NOT_RUN_FOR_STRANGERS.search(str(path.relative_to(ROOT))):
                yield path


def all_expressions() -> list[Expression]:
    """Those kept in a name of a module, as Python has them; those written where they are used, by reading the code."""
    found: dict[str, Expression] = {}
    for path in modules():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for each in _kept(name, path.read_text(encoding="utf-8")):
            found.setdefault(each.pattern.pattern, each)
        for each in _written(path):
            found.setdefault(each.pattern.pattern, each)
    return list(found.values())


def _kept(name: str, own: str) -> Iterator[Expression]:
    for key, value in vars(import_module(name)).items():
        if isinstance(value, re.Pattern):
            yield Expression(
                f"{name}.{key}", for_texts(value), _uses(key, own if f"{key}." in own else _code())
            )


def for_texts(pattern: re.Pattern[Any]) -> re.Pattern[str]:
    """The same expression; one for bytes as one for texts whose letters are bytes."""
    if isinstance(pattern.pattern, str):
        return pattern
    return re.compile(pattern.pattern.decode("latin-1"), pattern.flags | re.ASCII)


@cache
def _code() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in modules())


def _uses(name: str, code: str) -> tuple[str, ...]:
    """How an expression is held against texts: to the whole of one, to its beginning, or looked for everywhere in it;
    the last where that is not known."""
    uses = set(re.findall(rf"(?<!\w){name}\.(\w+)\(", code))
    handed_on = re.search(rf"[(\[, ]{name}[,)\]]", code)
    found = tuple(sorted(uses & FITTED))
    return found if uses and uses <= FITTED and not handed_on else (*found, "finditer")


def _written(path: Path) -> Iterator[Expression]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        called, first = node.func, node.args[0]
        is_re = isinstance(called.value, ast.Name) and called.value.id == "re" and called.attr != "escape"
        if is_re and isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
            compiled = for_texts(re.compile(first.value))
            use = called.attr if called.attr in FITTED else "finditer"
            yield Expression(f"{path.relative_to(ROOT)}:{node.lineno}", compiled, (use,))


# ---- texts


def hostile(pattern: str, flags: int) -> Iterator[tuple[str, str, str]]:
    """Yield (what comes before, what is repeated, what fits nothing) for each long repetition of a pattern."""
    parsed = _parser.parse(pattern, flags)
    for before, repeated in _repetitions(list(parsed), ""):
        for end in FAILING:
            yield before, repeated, end
            yield "", before + repeated, end


def _repetitions(nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
    for number, (kind, value) in enumerate(nodes):
        if str(kind) in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            least, most, body = value
            if most >= MANY:
                for sample in _samples(list(body)):
                    yield before + sample * least, sample
                    following = "".join(_sample([each]) for each in nodes[number + 1 :])
                    yield before, sample + following
            yield from _repetitions(list(body), before)
        for inner in _inside(kind, value):
            yield from _repetitions(inner, before)
        before += _sample([nodes[number]])


def _inside(kind: Any, value: Any) -> Iterator[list[Any]]:
    name = str(kind)
    if name == "SUBPATTERN":
        yield list(value[3])
    elif name == "BRANCH":
        yield from (list(branch) for branch in value[1])
    elif name in {"ASSERT", "ASSERT_NOT"}:
        yield list(value[1])
    elif name == "ATOMIC_GROUP":
        yield list(value)


def _samples(nodes: list[Any]) -> set[str]:
    """Texts that fit: each letter a class allows is a way of its own to be ambiguous; a handful is enough."""
    if len(nodes) == 1 and str(nodes[0][0]) in {"IN", "NOT_LITERAL"}:
        kind, value = nodes[0]
        allowed = re.compile(_class(nodes[0]) if str(kind) == "IN" else f"[^{re.escape(chr(value))}]")
        letters = [letter for letter in "a1 .-_/,;:=\"'<&\n\tא" if allowed.fullmatch(letter)]
        return set(letters[:3]) or {_sample(nodes)}
    if len(nodes) == 1 and str(nodes[0][0]) == "BRANCH":
        return {_sample(list(branch)) or "a" for branch in nodes[0][1][1]}
    return {_sample(nodes) or "a"}


def _class(node: Any) -> str:
    parts: list[str] = []
    for kind, value in node[1]:
        match str(kind):
            case "NEGATE":
                parts.insert(0, "^")
            case "LITERAL":
                parts.append(re.escape(chr(value)))
            case "RANGE":
                parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
            case "CATEGORY":
                parts.append(_category(value))
    return f"[{''.join(parts)}]"


def _category(value: Any) -> str:
    names = {
        "DIGIT": r"\d",
        "NOT_DIGIT": r"\D",
        "SPACE": r"\s",
        "NOT_SPACE": r"\S",
        "WORD": r"\w",
        "NOT_WORD": r"\W",
    }
    return names[str(value).removeprefix("CATEGORY_")]


def _sample(nodes: list[Any]) -> str:
    """A short text that fits."""
    told = ""
    for kind, value in nodes:
        match str(kind):
            case "LITERAL":
                told += chr(value)
            case "NOT_LITERAL":
                told += "a" if chr(value) != "a" else "b"
            case "ANY":
                told += "a"
            case "IN":
                told += _letter((kind, value))
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                told += _sample(list(value[2])) * max(value[0], 1 if value[1] >= MANY else 0)
            case "SUBPATTERN":
                told += _sample(list(value[3]))
            case "BRANCH":
                told += _sample(list(value[1][0]))
            case "ATOMIC_GROUP":
                told += _sample(list(value))
    return told


def _letter(node: Any) -> str:
    expression = re.compile(_class(node))
    codes = itertools.chain(range(97, 123), range(9, 1600))
    return next((chr(code) for code in codes if expression.fullmatch(chr(code))), "a")


# ---- cost


def cost(expression: Expression, text: str, at_least: float = 0.0) -> float:
    """Seconds of the processor for what is done with an expression, on an average of as many turns as fill `at_least`
    seconds. Endless after two."""
    begin, turns = time.process_time(), 0
    try:
        with _at_most(ENDLESS + at_least):
            while not turns or time.process_time() - begin < at_least:
                for use in expression.uses:
                    getattr(expression.pattern, use)(text) if use != "finditer" else list(
                        expression.pattern.finditer(text)
                    )
                turns += 1
    except TimeoutError:
        return math.inf
    return (time.process_time() - begin) / turns


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Python's expressions look for signals while they work."""

    def end(*_signal: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def growth(expression: Expression, enough: float = math.inf) -> tuple[float, str]:
    """Return by how much the work grows, at worst, when a hostile text gets four times as long, and that text.

    4 is in proportion, 16 is squared. 0: nothing took long enough to be measured. enough: what is worse than that is
    looked at no further.
    """
    worst = (0.0, "")
    made = sorted(set(hostile(expression.pattern.pattern, expression.pattern.flags)))
    for before, repeated, end in made[:: max(1, len(made) // MOST)]:
        texts = [before + repeated * (LENGTH * 4**power // len(repeated)) + end for power in range(5)]
        for shorter, longer in itertools.pairwise(texts):
            taken = cost(expression, longer)
            if taken < NOTABLE:
                continue
            is_endless = taken == math.inf
            ratio = (
                taken if is_endless else cost(expression, longer, STEADY) / cost(expression, shorter, STEADY)
            )
            worst = max(worst, (ratio, f"{before!r} + {repeated!r} * n + {end!r}"))
            break
        if worst[0] > enough:
            break
    return worst
