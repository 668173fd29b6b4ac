"""Choices of analysis, each with its value and where it comes from."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ralu.blocks import Column, Row, Table
from ralu.study import Biomarker, Study, Subgroup

WORDS = {
    "teae_window_days": "Treatment-emergent until so many days after the last dose",
    "teae_stop_at_next_therapy": "Next anticancer therapy also ends that window",
    "ctcae_version": "Version of CTCAE",
    "baseline_window_days": "Oldest baseline, days before the first dose",
    "confidence_level": "Confidence level",
    "km_conf_type": "Scale of the confidence limits of Kaplan–Meier",
    "proportion_ci": "Confidence interval of proportions",
    "landmarks_months": "Landmarks, months",
    "month_days": "Days in a month",
    "interval_months": "Cut between short and long interval from 223Ra to 177Lu, months",
    "biomarkers": "Biomarker",
    "subgroups": "Subgroup",
    "group": "Arms",
    "declines": "declines (%)",
    "confirmation_days": "confirmed after (days)",
    "progression": "progression",
    "rise_percent": "rise of at least (%)",
    "rise_absolute": "and of at least (ng/mL)",
    "not_before_days": "without a decline not before (days)",
    "response_percent": "duration counted from a decline by (%)",
}
"""What a key of study.yml chooses; one that is not here stands by its name."""
STUDY, DEFAULT = "study.yml", "default"


def words_of(key: str) -> str:
    """Return what a key of study.yml chooses, in words."""
    return WORDS.get(key, key.replace("_", " "))


def choices_table(study: Study, *, id: str = "tab-choices") -> Table:
    """Return every choice of `analysis`, and the parameters of notebooks that study.yml sets."""
    analysis = study.analysis
    rows = [Row(("Analysis", "", ""), heading=True)]
    for key in type(analysis).model_fields:
        source = STUDY if key in analysis.model_fields_set else DEFAULT
        value = getattr(analysis, key)
        several = value if isinstance(value, tuple) and _of_models(value) else (value,)
        rows += [Row((words_of(key), _shown(one), source), indent=1) for one in several]
    for notebook, values in study.parameters.items():
        rows.append(Row((f"Parameters of {notebook}", "", ""), heading=True))
        rows += [Row((name, _shown(value), STUDY), indent=1) for name, value in values.items()]
    return Table(
        id,
        "Choices of analysis and where they come from",
        (
            Column("Choice", align="left", weight=2),
            Column("Value", align="left", weight=2),
            Column("Set by", align="left", weight=0.8),
        ),
        tuple(rows),
        (
            "Default: what holds where study.yml says nothing. Parameters are those that "
            "study.yml sets; @tab-parameters has all of them.",
        ),
        listing=True,
    )


def _of_models(values: tuple[Any, ...]) -> bool:
    return bool(values) and all(isinstance(value, BaseModel) for value in values)


def _shown(value: Any) -> str:
    """Return a value of study.yml in words."""
    match value:
        case None | ():
            return "none"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case Subgroup():
            return f"{value.label}: {', '.join(value.levels) or 'levels as found'}"
        case Biomarker():
            return "; ".join((value.param, *_parts(value, without="param")))
        case BaseModel():
            return "; ".join(_parts(value))
        case dict():
            return "\n".join(f"{key}: {_shown(one)}" for key, one in value.items())
        case list() | tuple():
            return ", ".join(map(_shown, value)) or "none"
    return str(value)


def _parts(model: BaseModel, *, without: str = "") -> list[str]:
    """Return the fields of a model that say something, as words with their values."""
    fields = ((name, getattr(model, name)) for name in type(model).model_fields)
    known = ((name, value) for name, value in fields if name != without and value is not None)
    return [f"{words_of(name)} {_shown(value)}" for name, value in known]
