"""study.yml as one validated model: what is studied, from which files, analysed how."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from ralu.problems import InputError, Problem, refuse

Text = Annotated[str, Field(min_length=1)]
Days = Annotated[int, Field(ge=0)]
Scalar = bool | int | float | str | None
ParameterValue = Scalar | list[Scalar] | dict[str, Scalar]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Reading(_Model):
    """How cells of the extract are written."""

    missing_codes: tuple[str, ...] = Field(("NA", "NK", "ND"), strict=False)
    """Texts that mean "not known"; an empty cell always does."""
    decimal: Literal[".", ","] = "."
    date_format: Literal["YYYY-MM-DD", "DD.MM.YYYY"] = "YYYY-MM-DD"
    """Order of a date; both forms may be partial (``2019-04``, ``04.2019``, ``2019``)."""


class Biomarker(_Model):
    """A laboratory parameter followed as a biomarker."""

    param: Text
    """PARAMCD in ADLB."""
    declines: tuple[Annotated[int, Field(gt=0, le=100)], ...] = Field((30, 50, 90), strict=False)
    """Response thresholds, percent decline from baseline."""
    confirmation_days: Days = 21
    """A response is confirmed by another one at least so many days later."""


class Subgroup(_Model):
    """A grouping variable of ADSL, with the words for it and the order of its levels."""

    variable: Text
    label: Text
    levels: tuple[Text, ...] = Field((), strict=False)
    """Order of the levels, the first being the reference; sorted where empty."""


class Analysis(_Model):
    """Analysis choices; each of them shows in the report's footnotes."""

    teae_window_days: Days = 30
    """Treatment-emergent until so many days after the last dose."""
    teae_stop_at_next_therapy: bool = False
    """Whether that window also ends with the next anticancer therapy."""
    ctcae_version: Literal["5.0", "4.03"] = "5.0"
    baseline_window_days: Annotated[int, Field(gt=0)] = 90
    """Baseline is the last value on or before the first dose, at most so many days old."""
    confidence_level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    km_conf_type: Literal["log-log", "log", "plain"] = "log-log"
    proportion_ci: Literal["clopper-pearson", "wilson"] = "clopper-pearson"
    landmarks_months: tuple[Annotated[float, Field(gt=0)], ...] = Field(
        (6, 12, 18, 24), strict=False
    )
    month_days: Annotated[float, Field(gt=28, lt=32)] = 30.4375
    interval_months: Annotated[float, Field(gt=0)] = 6
    """Cut between short and long interval from the last 223Ra to the first 177Lu dose."""
    biomarkers: tuple[Biomarker, ...] = Field((), strict=False)
    subgroups: tuple[Subgroup, ...] = Field((), strict=False)
    group: Subgroup | None = None
    """Columns of the tables and curves of the figures: the arms of a trial, if it has any."""


class Disclosure(_Model):
    """Whether small counts may be shown."""

    profile: Literal["internal", "release"] = "internal"
    threshold: Annotated[int, Field(ge=2)] = 11


class Study(_Model):
    """One study: the validated content of study.yml."""

    title: Text
    short_title: Text
    status: Literal["DRAFT", "FINAL"]
    synthetic: bool
    data_cutoff: date = Field(strict=False)
    source: Literal["extract", "adam"]
    files: dict[str, Text]
    """File of each table, relative to study.yml (or to ``--data``)."""
    variables: dict[str, dict[str, Text]] = {}
    """For ``source: adam``: per dataset, ADaM name to the name the file uses for it."""
    units: dict[str, Text] = {}
    """For ``source: adam``: unit of a PARAMCD where the file names none."""
    published: Text | None = None
    """Published figures to compare with, relative to study.yml."""
    notes: tuple[Text, ...] = Field((), strict=False)
    """What a reader must know of the data; printed on the title page."""
    reading: Reading = Reading()
    analysis: Analysis = Analysis()
    parameters: dict[str, dict[str, ParameterValue]] = {}
    """Per notebook, parameters that replace those of its parameters cell."""
    disclosure: Disclosure = Disclosure()

    _folder: Path = PrivateAttr(default=Path())
    _data: Path = PrivateAttr(default=Path())

    @property
    def folder(self) -> Path:
        """Folder of study.yml."""
        return self._folder

    @property
    def name(self) -> str:
        """Short name of the study: that of its folder."""
        return self._folder.resolve().name

    @property
    def published_file(self) -> Path | None:
        """Path of the published figures, None where the study has none."""
        return self._folder / self.published if self.published else None

    def path(self, table: str) -> Path:
        """Return the path of the file that holds `table`."""
        return self._data / self.files[table]

    @model_validator(mode="after")
    def _consistent(self) -> Study:
        tables = TABLES[self.source]
        unknown = sorted(set(self.files) - set(tables))
        if unknown:
            raise ValueError(f"files: {', '.join(unknown)} is none of {', '.join(tables)}")
        if self.source == "extract" and (self.variables or self.units):
            raise ValueError("variables and units are for source: adam only")
        missing = [t for t in REQUIRED[self.source] if t not in self.files]
        if missing:
            raise ValueError(f"files: {', '.join(missing)} must be named")
        if self.disclosure.profile == "release":
            raise ValueError(
                "disclosure.profile: release needs suppression of small counts, which this "
                "version does not do; use internal and do not publish the tables as they are"
            )
        return self


TABLES = {
    "extract": ("patients", "radium", "lutetium", "therapies", "adverse_events", "labs"),
    "adam": ("adsl", "adex", "adcm", "adae", "adlb", "adtte"),
}
REQUIRED = {"extract": ("patients", "lutetium"), "adam": ("adsl",)}


def load_study(folder: Path, *, data: Path | None = None) -> Study:
    """Read and check study.yml.

    Parameters
    ----------
    folder
        Folder of study.yml, or the file itself.
    data
        Folder that file paths are relative to; that of study.yml where None.

    Raises
    ------
    InputError
        With every key that is unknown, missing, of the wrong type or out of range.
    """
    file = folder if folder.suffix in {".yml", ".yaml"} else folder / "study.yml"
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise refuse(
            str(file), f"cannot be read ({error.strerror}).", "Name a folder that holds study.yml."
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise refuse(
            str(file), f"is not YAML: {' '.join(str(error).split())}.", "Mend the line it names."
        ) from None
    if not isinstance(content, dict):
        raise refuse(str(file), "holds no keys.", "Start from data/ralu/study.yml.")
    try:
        study = Study.model_validate(content)
    except ValidationError as error:
        raise InputError(_problem(file, detail) for detail in error.errors()) from None
    study._folder = file.parent
    study._data = data if data is not None else file.parent
    return study


def _problem(file: Path, detail: Any) -> Problem:
    """Return what pydantic found in the words of study.yml."""
    key = ".".join(str(part) for part in detail["loc"])
    kind = detail["type"]
    message, remedy = f"{detail['msg']}.", "Correct it."
    if kind == "extra_forbidden":
        message, remedy = "is not a key of study.yml.", "Remove it, or correct its spelling."
    elif kind == "missing":
        message, remedy = "is missing.", "Add it; README.md lists the keys."
    elif kind == "value_error":
        message, remedy = f"{detail['ctx']['error']}.", "Correct it."
    shown = "" if isinstance(detail["input"], dict | list) else str(detail["input"])
    value = "" if kind in {"missing", "value_error"} else shown
    return Problem(file.name, 0, key, value, message, remedy)
