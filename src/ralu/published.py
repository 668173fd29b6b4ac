"""Published figures of a study, as one validated model of published.yml."""

from __future__ import annotations

from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ralu.problems import InputError, Problem, refuse
from ralu.study import Study


class PublishedFigure(BaseModel):
    """One figure as printed; `id` names the ledger row to compare it with."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    label: str
    published: str
    value: float
    id: str = ""
    source: str = ""
    numerator: int | None = None
    denominator: int | None = None
    derived: bool = False
    calibrated: Literal["", "exact", "near"] = ""
    note: str = ""

    @property
    def digits(self) -> int:
        """Decimals of the printed number."""
        head = self.published.split()[0].rstrip("%")
        return len(head.partition(".")[2])


class Snapshot(BaseModel):
    """Figures of one data snapshot; snapshots are never mixed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    population: str
    source: str
    compared: bool
    definitions: tuple[str, ...] = ()
    figures: tuple[PublishedFigure, ...] = Field(min_length=1)


def load_published(study: Study) -> dict[str, Snapshot]:
    """Read the published figures of a study, by snapshot; empty where it names none.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    file = study.published_file
    if file is None:
        return {}
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise refuse(
            file.name, f"cannot be read ({error}).", "Correct published in study.yml."
        ) from None
    try:
        return TypeAdapter(dict[str, Snapshot]).validate_python(content)
    except ValidationError as error:
        raise InputError(
            Problem(file.name, 0, ".".join(map(str, e["loc"])), "", f"{e['msg']}.", "Correct it.")
            for e in error.errors()
        ) from None
