"""YAML files of the user: read so that nothing is lost silently, faults in the user's words."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, StringConstraints, ValidationError

from ralu.problems import InputError, Problem, refuse

TIMESTAMP = "tag:yaml.org,2002:timestamp"
CONTAINERS = {
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
}
"""What pydantic misses, in words of YAML."""
Scalar = bool | int | float | str | None


def _plain(value: Any) -> Any:
    """Refuse what cannot be a parameter of a notebook."""
    items = [value]
    if isinstance(value, list):
        items = value
    elif isinstance(value, dict):
        items = [*value, *value.values()]
        if not all(isinstance(key, str) for key in value):
            raise ValueError("has a key that is not text: put it in quotes")
    if not all(isinstance(item, Scalar) for item in items):
        raise ValueError("must be one value, or a list or keys of single values")
    if any(isinstance(item, float) and not math.isfinite(item) for item in items):
        raise ValueError("holds a number that is not finite")
    return value


def _calendar_date(value: Any) -> Any:
    """Take a date as written, and no number for one."""
    if isinstance(value, date):
        return value
    if not re.fullmatch(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", str(value)):
        raise ValueError("is not a date written as YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("is not a date of the calendar") from None


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
CalendarDate = Annotated[date, BeforeValidator(_calendar_date)]
ParameterValue = Annotated[
    Scalar | list[Scalar] | dict[str, Scalar],
    BeforeValidator(_plain),
]


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice, and leaves dates as text for the model to judge."""

    yaml_implicit_resolvers = {  # noqa: RUF012  (PyYAML's own way to configure a loader)
        first: [(tag, pattern) for tag, pattern in known if tag != TIMESTAMP]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                message = f"the key {key.value} stands twice"
                raise yaml.MarkedYAMLError(problem=message, problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(file: Path, remedy: str) -> Any:
    """Return the content of a YAML file.

    Parameters
    ----------
    file
        The file.
    remedy
        What to do where there is no such file.

    Raises
    ------
    InputError
        When the file cannot be read or is not YAML.
    """
    try:
        return yaml.load(file.read_text(encoding="utf-8-sig"), _Loader)
    except OSError as error:
        raise refuse(str(file), f"cannot be read ({error.strerror}).", remedy) from None
    except UnicodeDecodeError:
        raise refuse(str(file), "is not UTF-8 text.", "Save it as UTF-8.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        what = " ".join(str(getattr(error, "problem", None) or error).split())
        raise refuse(str(file), f"is not YAML{where}: {what}.", "Correct it there.") from None


def faults(file: str, error: ValidationError) -> InputError:
    """Return what pydantic found in a YAML file, by key."""
    return InputError(_problem(file, detail) for detail in error.errors())


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
    elif kind in CONTAINERS:
        message = f"must be {CONTAINERS[kind]}."
    value = "" if nested or kind == "missing" else str(given)
    return Problem(file, 0, key, value, message, remedy)
