"""Numbers that a text of the report may hold though they are no results: choices and names.

Each needs the words that make it one; any other number is refused as typed (`typed_numbers`):

- grades: ``grade 3``, ``grades 3–4``, ``grade 3 or higher``; versions: ``CTCAE 5.0``;
- nuclides: ``177Lu``, ``¹⁷⁷Lu``, ``²²³Ra``; quantiles by their name in R: ``R type 7``;
- units of cell counts: ``10^9/L``, ``10⁹/L``; rows of a file by their numbers: ``rows 16, 20``;
- from study.yml the confidence level (``95% CI``, ``95% confidence``), days (``30 days``), months
  with a word that makes them a point in time or a limit (``at 6, 12, 18 and 24 months``, ``less
  than 6 months``, ``6-month``, ``12 months landmark``), response thresholds (``at least 50%``),
  ``1 month = 30.4375 days``;
- the level that others are compared with: ``1 (reference)``;
- a number that is a parameter of the chapter, as a limit: ``at least 5%``, ``fewer than 5``, or
  with its weeks: ``week 12``, ``12 weeks``;
- from study.yml the least rise of PSA, as a limit;
- whole texts of study.yml, of the parameters and of the published figures: titles, labels, notes;
- labels, names, levels and units that the files of the study hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ralu.prose import choices
from ralu.published import load_published
from ralu.report.assembly.typed_numbers import Allowed
from ralu.study import Study
from ralu.typeset import pretty

_END = r"(?![\d%]|[.,·]\d)"
_NUCLIDES = "Ac|Cu|F|Ga|I|In|Lu|Ra|Sm|Sr|Tb|Tc|Y|Zr"
_LIMIT = r"(?i:at least|at most|fewer than|less than|more than|up to|beyond|above|below)"
_POINT = (
    r"\b(?i:above|after|at|before|below|beyond|by|every|from|landmarks?(?:\sof)?|least|most|than|"
    r"until|within)"
)
"""What makes months a point in time or a limit; a bare ``12 months`` may be a result."""


def _list(numbers: Iterable[str], *, sign: str = "") -> str:
    """Return a pattern of one or several of the numbers: ``6, 12 and 24``; `sign` may follow."""
    one = f"(?:{'|'.join(numbers)}){sign}{_END}"
    return rf"(?<![\w.,·]){one}(?:(?:, and |, | and | or | to |[–-]){one})*"


NAMES = (
    rf"\b[Gg]rades?\s{_list('012345')}(?:\sor\s(?:higher|worse|more))?",
    r"\bCTCAE\s(?:version\s|v)?\d(?:\.\d\d?)?" + _END,
    rf"(?<![\w.,·])(?:\d{{2,3}}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{{2,3}})m?(?:{_NUCLIDES})\b",
    r"\bR\stype\s\d" + _END,
    r"\brows\s\d+(?:,\s\d+)*" + _END,
    r"(?<![\w.,·])10(?:\^\d+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)(?=/)",
)

WORDINGS = ("Follow-up: more than 63 days after the last infusion", "1 (reference)")
"""Phrases of footnotes and cells with a number of the method; one that is reworded is refused."""


def allowed(
    study: Study, parameters: Mapping[str, Mapping[str, Any]], datasets: Path | None = None
) -> Allowed:
    """Return the numbers that the texts of a study's report may hold.

    Parameters
    ----------
    parameters
        Every parameter of every notebook.
    datasets
        Folder of the analysis datasets.
    """
    limits = {name: tuple(map(_limit, _numbers(of))) for name, of in parameters.items()}
    texts = [text for of in parameters.values() for text in _texts(of)]
    return Allowed(
        patterns=(*NAMES, *_choices(study)),
        of_chapter=limits,
        phrases=(*WORDINGS, *_words(study), *texts),
        choices=choices(study),
        names_in_data=cache(lambda: _names_in_data(datasets)) if datasets else tuple,
    )


def _names_in_data(datasets: Path) -> list[str]:
    """Return what datasets call things, if it has a digit or a brace, the longest first."""
    from ralu.adam import AdamSet  # loads pandas, which most runs do without here

    adam = AdamSet.read(datasets)
    names: set[str] = set(adam.dqunit["UNIT"].dropna())
    for frame in adam.datasets.values():
        names.update(frame.attrs.get("labels", {}).values())
        for column in frame.select_dtypes("object"):
            texts = (cell for cell in frame[column].unique() if isinstance(cell, str))
            names.update(text for text in texts if re.search(r"[^\W\d]", text))
    numbered = [name for name in names if re.search(r"[\d{]", name)]
    written = {form for name in numbered for form in (name, pretty(name))}
    return sorted(written, key=lambda name: (-len(name), name))


def _choices(study: Study) -> Iterator[str]:
    """Yield patterns of the choices of study.yml, each with its unit."""
    analysis = study.analysis
    markers = analysis.biomarkers
    days = [analysis.teae_window_days, analysis.baseline_window_days]
    days += [marker.confirmation_days for marker in markers]
    rules = [marker.progression for marker in markers if marker.progression]
    days += [day for rule in rules for day in (rule.confirmation_days, rule.not_before_days)]
    months = [*analysis.landmarks_months, analysis.interval_months]
    month = f"{analysis.month_days:g}"
    yield rf"\b1\smonth\s=\s{re.escape(month)}\sdays\b"
    yield rf"{_list(_written([*days, analysis.month_days]))}[\s-]days?\b"
    yield rf"(?:{_POINT}\s|[<>≤≥]=?\s?){_list(_written(months))}[\s-]months?\b"
    yield rf"{_list(_written(months))}(?:-months?\b|\smonths?(?=\slandmark))"
    yield rf"(?<![\w.,·]){100 * analysis.confidence_level:g}\s?%\s(?:CI\b|confidence\b)"
    yield from (_limit(rule.rise_absolute) for rule in rules)
    declines: list[float] = [threshold for marker in markers for threshold in marker.declines]
    declines += [rise for one in rules for rise in (one.rise_percent, one.response_percent)]
    if declines:
        yield rf"(?:(?i:at least)\s|≥\s?){_list(_written(declines), sign='%?')}(?<=%)"


def _written(numbers: Iterable[float]) -> list[str]:
    """Return numbers as patterns of their texts, the longest first."""
    texts = {f"{number:g}" for number in numbers}
    return [re.escape(text) for text in sorted(texts, key=lambda text: (-len(text), text))]


def _limit(number: float) -> str:
    """Return a pattern of a number as a limit, or with its weeks: ``week 12``, ``12 weeks``."""
    text = re.escape(f"{number:g}")
    return rf"\b{_LIMIT}\s{text}%?{_END}|(?i:\bweek\s{text}{_END})|(?<![\w.,·]){text}\sweeks\b"


def _numbers(values: Mapping[str, Any]) -> Iterator[float]:
    for value in values.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, int | float) and not isinstance(item, bool):
                yield item


def _texts(values: Mapping[str, Any]) -> Iterator[str]:
    for value in values.values():
        items = [*value, *value.values()] if isinstance(value, dict) else value
        for item in items if isinstance(value, list | dict) else [value]:
            if isinstance(item, str):
                yield item


def _words(study: Study) -> Iterator[str]:
    """Yield the texts of study.yml and of the published figures that a reader sees."""
    yield from (study.title, study.short_title, *study.notes)
    for grouping in (*study.analysis.subgroups, study.analysis.group):
        if grouping:
            label, levels = grouping.label, grouping.levels
            yield from (label, *levels, *(f"{label}: {level}" for level in levels))
            yield f"{label.lower()}: {', '.join(levels)}"
    for snapshot in load_published(study).values():
        yield from (snapshot.population, snapshot.source, *snapshot.definitions)
        for figure in snapshot.figures:
            yield from (figure.label, figure.source, figure.note)
