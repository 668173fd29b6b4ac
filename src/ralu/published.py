"""Published figures of a study, as one validated model of published.yml."""

from __future__ import annotations

import hashlib
import re
from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    field_validator,
    model_validator,
)

from ralu.ledger import slug
from ralu.problems import refuse
from ralu.study import Study
from ralu.yamlfaults import validated
from ralu.yamlfile import read_yaml

SOURCE = "published"
"""Name of the published figures as the source of ledger rows."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class PublishedFigure(_Model):
    """One figure as printed; `id` names the ledger row to compare it with."""

    label: str
    published: str
    value: float
    id: str = ""
    source: str = ""
    numerator: int | None = Field(None, ge=0)
    denominator: int | None = Field(None, gt=0)
    derived: bool = False
    calibrated: Literal["", "exact", "near"] = ""
    note: str = ""

    @property
    def name(self) -> str:
        """Name of the figure in its snapshot: the ledger id, else the label as part of one."""
        return self.id or slug(self.label)

    @property
    def unit(self) -> str:
        """Unit of the printed number where it is printed: percent."""
        return "%" if self.published.partition(self._printed)[2].startswith("%") else ""

    @property
    def digits(self) -> int:
        """Decimals of the printed number."""
        return len(self._printed.partition(".")[2])

    @property
    def _printed(self) -> str:
        found = re.match(r"[<>≤≥]?(-?[0-9]+(?:\.[0-9]+)?)", self.published)
        return found[1] if found else ""

    @model_validator(mode="after")
    def _consistent(self) -> PublishedFigure:
        if not self._printed or float(self._printed) != self.value:
            raise ValueError(
                f"published '{self.published}' does not begin with value {self.value:g}"
            )
        if (self.numerator or 0) > (self.denominator or 0):
            raise ValueError("numerator needs a denominator that is not smaller")
        return self


class Snapshot(_Model):
    """Figures of one data snapshot; snapshots are never mixed."""

    population: str
    source: str
    compared: bool
    definitions: tuple[str, ...] = Field((), strict=False)
    figures: tuple[PublishedFigure, ...] = Field(strict=False)

    @field_validator("figures")
    @classmethod
    def _some(cls, figures: tuple[PublishedFigure, ...]) -> tuple[PublishedFigure, ...]:
        if not figures:
            raise ValueError("is empty")
        names = [figure.name for figure in figures]
        if doubled := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{', '.join(doubled)} stands twice")
        return figures


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
    content = read_yaml(file, "Correct published in study.yml.")
    if not isinstance(content, dict):
        raise refuse(str(file), "holds no keys.", "Name the snapshots, or drop published.")
    return validated(file, content, TypeAdapter(dict[str, Snapshot]).validate_python)


def source_of(study: Study) -> str:
    """Return the name and content hash of the published figures, "" where there are none."""
    file = study.published_file
    if file is None:
        return ""
    return f"{SOURCE.upper()} sha256:{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"
