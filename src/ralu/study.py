"""study.yml as one validated model: what is studied, from which files, analysed how."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
)

from ralu.problems import refuse
from ralu.yamlfaults import validated
from ralu.yamlfile import read_yaml
from ralu.yamlvalues import (
    MOST_DAYS,
    CalendarDate,
    Days,
    Folders,
    Months,
    ParameterValue,
    Text,
    file_and_sheet,
    inside,
    within,
)

if TYPE_CHECKING:
    import pandas as pd

Span = TypeVar("Span", float, "pd.Series")
"""A number of days, or a column of them."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Reading(_Model):
    """How cells of the extract are written."""

    missing_codes: tuple[str, ...] = Field(("NA", "NK", "ND"), strict=False)
    """Texts that mean "not known", in this spelling; an empty cell always does."""
    decimal: Literal[".", ","] = "."
    date_format: Literal["YYYY-MM-DD", "DD.MM.YYYY"] = "YYYY-MM-DD"
    """Order of a date; both forms may be partial (``2019-04``, ``04.2019``, ``2019``)."""

    @field_validator("missing_codes")
    @classmethod
    def _no_values(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if values := [code for code in given if re.fullmatch(r"[0-9]+([.,][0-9]+)?", code)]:
            raise ValueError(
                f"{values[0]} may be a value of another column: name it for its own, as "
                f'codes: {{patients: {{ecog: {{"{values[0]}": null}}}}}}'
            )
        return given


class Progression(_Model):
    """When PSA has progressed, and from which response on that is counted."""

    rise_percent: Annotated[float, Field(gt=0)] = 25
    """Least rise above the nadir, or above the baseline where PSA never fell."""
    rise_absolute: Annotated[float, Field(gt=0)] = 2
    """Least rise in ng/mL; both must be reached."""
    confirmation_days: Days = 21
    """After a decline: the next value at least so many days later is as high, all between too."""
    not_before_days: Days = 84
    """Without a decline: only from so many days after the first dose on."""
    response_percent: Annotated[int, Field(gt=0, le=100)] = 50
    """Percent decline from baseline whose duration is reported."""


class Biomarker(_Model):
    """A laboratory parameter followed as a biomarker."""

    param: Text
    """PARAMCD in ADLB."""
    declines: tuple[Annotated[int, Field(gt=0, le=100)], ...] = Field((30, 50, 90), strict=False)
    """Response thresholds, percent decline from baseline."""
    confirmation_days: Days = 21
    """A response is confirmed by another one at least so many days later."""
    progression: Progression | None = None
    """Rule of progression; no times to progression are derived without. PSA only."""

    @field_validator("progression")
    @classmethod
    def _of_psa(cls, given: Progression | None, info: ValidationInfo) -> Progression | None:
        if given is not None and info.data.get("param") != "PSA":
            raise ValueError("is defined for PSA only")
        return given


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
    baseline_window_days: Annotated[int, within(1, MOST_DAYS)] = 90
    """Baseline is the last value on or before the first dose, at most so many days old."""
    confidence_level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    km_conf_type: Literal["log-log", "log", "plain"] = "log-log"
    proportion_ci: Literal["clopper-pearson", "wilson"] = "clopper-pearson"
    landmarks_months: tuple[Months, ...] = Field((6, 12, 18, 24), strict=False)
    month_days: Annotated[float, Field(gt=28, lt=32)] = 30.4375
    interval_months: Months = 6
    """Cut between short and long interval from the last 223Ra to the first 177Lu dose."""
    biomarkers: tuple[Biomarker, ...] = Field((), strict=False)
    subgroups: tuple[Subgroup, ...] = Field((), strict=False)
    group: Subgroup | None = None
    """Columns of the tables and curves of the figures: the arms of a trial, if it has any."""

    @field_validator("landmarks_months", "biomarkers", "subgroups")
    @classmethod
    def _each_once(cls, given: Sequence[Any]) -> Sequence[Any]:
        names = [getattr(g, "param", None) or getattr(g, "variable", None) or g for g in given]
        if doubled := sorted({str(name) for name in names if names.count(name) > 1}):
            raise ValueError(f"{', '.join(doubled)} stands twice")
        return given

    @field_validator("landmarks_months")
    @classmethod
    def _some(cls, landmarks: tuple[float, ...]) -> tuple[float, ...]:
        if not landmarks:
            raise ValueError("needs at least one time")
        return landmarks

    @property
    def groupings(self) -> dict[str, Subgroup]:
        """Every grouping that is declared, by its key in study.yml."""
        named = {f"analysis.subgroups.{n}": one for n, one in enumerate(self.subgroups)}
        return named | ({"analysis.group": self.group} if self.group else {})

    @property
    def alpha(self) -> float:
        """One minus the confidence level."""
        return 1 - self.confidence_level

    def months(self, days: Span) -> Span:
        """Return days as months."""
        return days / self.month_days

    def years(self, days: Span) -> Span:
        """Return days as years of twelve months."""
        return days / (12 * self.month_days)


class Disclosure(_Model):
    """Whether small counts may be shown."""

    profile: Literal["internal", "release"] = "internal"
    threshold: Annotated[int, Field(ge=2)] = 11

    @field_validator("profile")
    @classmethod
    def _not_yet(cls, profile: str) -> str:
        if profile == "release":
            raise ValueError(
                "needs suppression of small counts, which this version does not do; "
                "use internal and do not publish the tables as they are"
            )
        return profile


class Study(_Model):
    """One study: the validated content of study.yml."""

    title: Text
    short_title: Text
    status: Literal["DRAFT", "FINAL"]
    synthetic: bool
    data_cutoff: CalendarDate
    source: Literal["extract", "adam"]
    files: dict[str, Annotated[Text, inside("data")]]
    """File of each table, relative to study.yml (or to ``--data``); ``file.xlsx#Sheet name``."""
    variables: dict[str, dict[str, Text]] = {}
    """For ``source: adam``: per dataset, ADaM name to the name the file uses for it."""
    units: dict[str, Text] = {}
    """For ``source: adam``: unit of a PARAMCD where the file names none."""
    codes: dict[str, dict[str, dict[str, Text | None]]] = {}
    """What words of the files stand for, by table and column; null where for "not known"."""
    published: Annotated[Text, inside("study")] | None = None
    """Published figures to compare with, relative to study.yml."""
    notes: tuple[Text, ...] = Field((), strict=False)
    """What a reader must know of the data; printed on the title page."""
    reading: Reading = Reading()
    analysis: Analysis = Analysis()
    parameters: dict[str, dict[str, ParameterValue]] = {}
    """Per notebook, parameters that replace those of its parameters cell."""
    disclosure: Disclosure = Disclosure()

    _file: Path = PrivateAttr(default=Path("study.yml"))
    _data: Path = PrivateAttr(default=Path())

    @property
    def file(self) -> Path:
        """Path of study.yml."""
        return self._file

    @property
    def folder(self) -> Path:
        """Folder of study.yml."""
        return self._file.parent

    @property
    def name(self) -> str:
        """Short name of the study: that of its folder."""
        return self.folder.resolve().name

    @property
    def published_file(self) -> Path | None:
        """Path of the published figures, None where the study has none."""
        return self.folder / self.published if self.published else None

    def path(self, table: str) -> Path:
        """Return the path of the file that holds `table`."""
        return self._data / file_and_sheet(self.files[table])[0]

    def sheet(self, table: str) -> str | None:
        """Return the sheet of a workbook that holds `table`, None where files names none."""
        return file_and_sheet(self.files[table])[1]

    def codes_of(self, table: str, column: str) -> dict[str, str | None]:
        """Return what words of a column stand for."""
        return self.codes.get(table, {}).get(column, {})

    @field_validator("files")
    @classmethod
    def _known_tables(cls, files: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        source = info.data.get("source")
        if source is None:
            return files
        if unknown := sorted(set(files) - set(TABLES[source])):
            raise ValueError(f"{', '.join(unknown)} is none of {', '.join(TABLES[source])}")
        if missing := [table for table in REQUIRED[source] if table not in files]:
            raise ValueError(f"{', '.join(missing)} must be named")
        return files

    @field_validator("variables", "units")
    @classmethod
    def _of_adam_only(cls, given: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        if given and info.data.get("source") == "extract":
            raise ValueError("is for source: adam only")
        return given

    @field_validator("variables", "codes")
    @classmethod
    def _of_given_files(cls, given: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        unknown = sorted(set(given) - set(info.data.get("files", given)))
        if unknown:
            raise ValueError(f"{', '.join(unknown)} is not named in files")
        return given


TABLES = {
    "extract": ("patients", "radium", "lutetium", "therapies", "adverse_events", "labs"),
    "adam": ("adsl", "adex", "adcm", "adae", "adlb", "adtte"),
}
REQUIRED = {"extract": ("patients", "lutetium"), "adam": ("adsl",)}


def study_file(folder: Path) -> Path:
    """Return the study.yml of a folder, or the YAML file itself where one is named."""
    return folder if folder.suffix in {".yml", ".yaml"} else folder / "study.yml"


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
    file = study_file(folder)
    content = read_yaml(file, "Name a folder that holds study.yml.")
    if not isinstance(content, dict):
        raise refuse(str(file), "holds no keys.", "Start from data/ralu/study.yml.")
    if data is not None and not data.is_dir():
        raise refuse(str(data), "is not a folder.", "Name the folder of the data by --data.")
    folders = Folders(file.parent, data if data is not None else file.parent)
    study = validated(file, content, lambda given: Study.model_validate(given, context=folders))
    study._file, study._data = file, folders.data
    return study
