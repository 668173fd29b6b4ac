"""What is wrong in a YAML file of the user, by key and line, in the user's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from ralu.problems import InputError, Problem
from ralu.yamlfile import children, node_of

CONTAINERS = {
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
}
"""What pydantic misses, in words of YAML."""
NUMBERS = {
    "int_type": "is not a whole number in plain digits.",
    "float_type": "is not a number in plain digits.",
}
"""What is said of a number that pydantic does not find."""
YES_OR_NO = "Write true or false, without quotes."
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
    r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
"""Control characters other than tab and line feed, and those that turn the direction of text."""
Read = TypeVar("Read")


def validated(file: Path, content: Any, validate: Callable[[Any], Read]) -> Read:
    """Return what a model makes of the content of a YAML file.

    Raises
    ------
    InputError
        With every key that does not fit the model or holds signs that cannot be printed.
    """
    problems = list(_unprintable(file.name, "", content))
    try:
        made = validate(content)
    except ValidationError as error:
        problems += [_problem(file.name, detail) for detail in error.errors()]
    if problems:
        raise InputError(with_lines(file, problems))
    return made


def with_lines(file: Path, problems: Iterable[Problem]) -> list[Problem]:
    """Return problems, those of keys of a YAML file with line and value as they are written."""
    root = node_of(file)
    return [
        _placed(problem, root) if problem.file == file.name and problem.column and root else problem
        for problem in problems
    ]


def _placed(problem: Problem, root: yaml.Node) -> Problem:
    node, line, found = _node(root, problem.column)
    if node is root:
        return problem
    value = problem.value
    if found and value and isinstance(node, yaml.ScalarNode):
        value = node.value
    remedy = problem.remedy
    if problem.message in NUMBERS.values():
        remedy = digits(value, whole=problem.message == NUMBERS["int_type"])
    message = f"{problem.message.removesuffix('.')} (line {line})."
    return replace(problem, value=value, message=message, remedy=remedy)


def _node(node: yaml.Node, key: str) -> tuple[yaml.Node, int, bool]:
    """Return the node of a dotted key, or the last one on the way to it; its line; whether it is.

    A name may hold dots itself.
    """
    line = node.start_mark.line + 1
    while key:
        if isinstance(node, yaml.MappingNode):
            under = {k.value: (k, value) for k, value in node.value if _begins(key, k.value)}
        else:
            listed = enumerate(children(node))
            under = {str(n): (value, value) for n, value in listed if _begins(key, str(n))}
        if not under:
            return node, line, False
        name = max(under, key=len)
        named, node = under[name]
        key, line = key[len(name) + 1 :], named.start_mark.line + 1
    return node, line, True


def _begins(key: str, name: object) -> bool:
    return isinstance(name, str) and f"{key}.".startswith(f"{name}.")


def digits(written: str, *, whole: bool) -> str:
    """Return the remedy for a number in a form that YAML or another reader may read otherwise."""
    if re.fullmatch(r"[-+]?[0-9][0-9_]*" + ("" if whole else r"(\.[0-9_]*)?"), written):
        return f"Write {float(written.replace('_', '')):.15g}, without quotes."
    return f"Write it in plain digits, such as {'30' if whole else '0.5'}, without quotes."


def _unprintable(file: str, key: str, content: Any) -> Iterator[Problem]:
    """Yield the texts, and the names of keys, that hold control or direction signs."""
    if isinstance(content, str) and (signs := sorted(set(UNPRINTABLE.findall(content)))):
        named = ", ".join(f"U+{ord(sign):04X}" for sign in signs)
        kind = "a control character or one that turns the direction of text"
        yield Problem(file, 0, key, content, f"holds {named}, {kind}.", "Remove it.")
    elif isinstance(content, dict):
        for name, value in content.items():
            under = f"{key}.{name}" if key else str(name)
            yield from _unprintable(file, under, name)
            yield from _unprintable(file, under, value)
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from _unprintable(file, f"{key}.{place}", value)


def _problem(file: str, detail: Any) -> Problem:
    key = ".".join(str(part) for part in detail["loc"] if part != "[key]")
    kind, given = detail["type"], detail["input"]
    nested = isinstance(given, dict | list)
    message, remedy = f"{detail['msg']}.", "Correct it."
    if kind == "extra_forbidden":
        message, remedy = "is not a key here.", "Remove it, or correct its spelling."
    elif kind == "missing":
        message, remedy = "is missing.", "Add it."
    elif kind == "value_error":
        message = f"{detail['ctx']['error']}."
    elif kind == "string_type" and not nested and given is not None:
        message, remedy = "is not text.", "Put it in quotes."
    elif kind == "bool_type":
        message, remedy = "is neither true nor false.", YES_OR_NO
    elif kind in NUMBERS and not nested:
        message = NUMBERS[kind]
    elif kind in CONTAINERS:
        message = f"must be {CONTAINERS[kind]}."
    value = "" if nested or kind == "missing" else str(given)
    return Problem(file, 0, key, value, message, remedy)
