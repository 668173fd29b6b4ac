"""Parameters of notebooks: what each declares, and what study.yml sets.

A notebook declares parameters in its cell tagged ``parameters`` by typed assignments of
literals: ``min_at_risk: int = 5``. Values are checked here because papermill would only warn of
an unknown name, and would paste it into code as it stands.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from ralu.problems import InputError, Problem
from ralu.report.notebooks.chapters import Chapter
from ralu.yamlfaults import YES_OR_NO, digits
from ralu.yamlvalues import MOST_DAYS, MOST_MONTHS

TYPES = {"int": int, "float": float, "str": str, "bool": bool, "list": list, "dict": dict}
MOST = {"days": MOST_DAYS, "week": MOST_DAYS // 7, "months": MOST_MONTHS}
"""Upper bound of a span of time, by the unit that ends the name of a parameter."""
Values = dict[str, Any]


class _FaultError(Exception):
    """A declaration that cannot be used, in words."""


@dataclass(frozen=True)
class Parameter:
    """A declared parameter: its type as written, a strict check of that type, its default."""

    name: str
    written: str
    check: TypeAdapter[Any]
    default: Any


def resolve(chapters: Iterable[Chapter], given: Mapping[str, Values]) -> dict[str, Values]:
    """Return the value of every parameter of every chapter.

    Parameters
    ----------
    chapters
        All chapters of the report.
    given
        What study.yml sets, per chapter.

    Raises
    ------
    InputError
        With every unknown chapter or parameter, value of a wrong type and faulty declaration.
    """
    problems: list[Problem] = []
    declared = {chapter.name: _declared(chapter, problems) for chapter in chapters}
    resolved = {
        name: {parameter.name: parameter.default for parameter in of_chapter.values()}
        for name, of_chapter in declared.items()
    }
    for name, values in given.items():
        if name not in declared:
            known = _nearest(name, declared)
            problems.append(_wrong(name, "", f"is not a notebook. {known}"))
            continue
        for parameter, value in values.items():
            key = f"{name}.{parameter}"
            if parameter not in declared[name]:
                known = _nearest(parameter, declared[name])
                problems.append(_wrong(key, "", f"is not a parameter of {name}. {known}"))
                continue
            expected = declared[name][parameter]
            try:
                resolved[name][parameter] = expected.check.validate_python(value)
            except ValidationError:
                remedy = _remedy(expected.written, value)
                problems.append(_wrong(key, str(value), f"must be {expected.written}.", remedy))
            else:
                problems += _out_of_range(key, value)
    if problems:
        raise InputError(problems)
    return resolved


def _out_of_range(key: str, value: Any) -> Iterator[Problem]:
    most = MOST.get(re.split(r"[._]", key)[-1])
    if most and isinstance(value, int | float) and not 0 <= value <= most:
        yield _wrong(key, str(value), f"must be from 0 to {most:,}.")


def _remedy(written: str, value: Any) -> str:
    """Return what to write for a text where another type is wanted, as ``030`` is a text."""
    wanted = written.partition(" ")[0]
    if isinstance(value, str) and wanted in ("int", "float"):
        return digits(value, whole=wanted == "int")
    return YES_OR_NO if isinstance(value, str) and wanted == "bool" else "Correct it."


def _wrong(key: str, value: str, message: str, remedy: str = "Correct it.") -> Problem:
    return Problem("study.yml", 0, f"parameters.{key}", value, message, remedy)


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return a sentence that names what may have been meant."""
    known = sorted(known)
    near = get_close_matches(name, known, n=3) or known
    return f"There is {', '.join(near)}." if near else "It has none."


def _declared(chapter: Chapter, problems: list[Problem]) -> dict[str, Parameter]:
    """Return the parameters of a chapter; what cannot be used is added to `problems`."""
    tagged = (c for c in chapter.notebook["cells"] if "parameters" in c["metadata"].get("tags", []))
    source = next((cell["source"] for cell in tagged), "")
    found: dict[str, Parameter] = {}
    remedy = "Write it like min_at_risk: int = 5, with a literal."
    try:
        for line, statement in _statements(source):
            try:
                parameter = _parameter(statement)
                found[parameter.name] = parameter
            except _FaultError as fault:
                problems.append(Problem(chapter.file, 0, "parameters", line, str(fault), remedy))
    except SyntaxError as error:
        line = (error.text or "").strip()
        problems.append(Problem(chapter.file, 0, "parameters", line, "is not Python.", remedy))
    return found


def _statements(source: str) -> Iterator[tuple[str, ast.stmt]]:
    for statement in ast.parse(source).body:
        yield ast.unparse(statement), statement


def _parameter(statement: ast.stmt) -> Parameter:
    """Return the parameter that a typed assignment declares."""
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
        raise _FaultError("is not a typed assignment.")
    if statement.value is None:
        raise _FaultError("has no default.")
    check = TypeAdapter(_type(statement.annotation), config=ConfigDict(strict=True))
    written = ast.unparse(statement.annotation)
    try:
        default = check.validate_python(ast.literal_eval(statement.value))
    except ValidationError:
        raise _FaultError(f"has a default that is not {written}.") from None
    except ValueError:
        raise _FaultError("has a default that is not a literal.") from None
    return Parameter(statement.target.id, written, check, default)


def _type(node: ast.expr) -> Any:
    """Return the type that an annotation names; only builtins are allowed, nothing is evaluated."""
    match node:
        case ast.Constant(value=None):
            return None
        case ast.Name(id=name) if name in TYPES:
            return TYPES[name]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _type(left) | _type(right)
        case ast.Subscript(value=ast.Name(id="list"), slice=item):
            return list[_type(item)]  # type: ignore[misc]
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[key, value])):
            return dict[_type(key), _type(value)]  # type: ignore[misc]
    raise _FaultError(f"has a type other than {', '.join(TYPES)} and None.")
