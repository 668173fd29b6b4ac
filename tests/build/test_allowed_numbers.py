"""Numbers that may be typed: those that docs/ names, those of study.yml and of footnotes."""

from __future__ import annotations

import re
from pathlib import Path

from ralu.adam.adlb import FOLLOW_UP
from ralu.build.allowed_numbers import WORDINGS, allowed
from ralu.report.assembly.texts import Text
from ralu.report.assembly.typed_numbers import typed_numbers
from ralu.study import load_study

PROJECT = Path(__file__).parents[2]


def test_the_numbers_of_the_method_are_those_of_the_code() -> None:
    assert f"Follow-up: more than {FOLLOW_UP} days after the last infusion" in WORDINGS


def test_what_the_docs_say_may_be_typed_may_be() -> None:
    page = (PROJECT / "docs/write-text.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"may be typed in these contexts: (.*?) where", page)
    texts = [Text("x, cell 1", "", text) for text in re.findall(r"`([^`]+)`", told)]
    assert len(texts) == 7
    study = load_study(PROJECT / "data" / "ralu")
    assert list(typed_numbers(texts, (), allowed(study, {}))) == []


def test_texts_of_study_and_parameters_are_known_whole_only() -> None:
    study = load_study(PROJECT / "data" / "ralu")
    known = allowed(
        study, {"a": {"name": "Survival at 2 years", "map": {"x": "Year 5"}, "on": True}}
    )
    text = "Survival at 2 years; Year 5; six months are 6 times 30.4375 days; at 2 years, Year 51"
    found = typed_numbers([Text("a, cell 1", "", text)], (), known)
    assert [line.partition(" in “")[0] for line in found] == [
        "a, cell 1: 6",
        "a, cell 1: 2",
        "a, cell 1: 51",
    ]


def test_weeks_and_the_rule_of_progression_are_known_by_their_words() -> None:
    study = load_study(PROJECT / "data" / "ralu")
    known = allowed(study, {"a": {"week": 12}})
    text = (
        "Week 12; by week 12; 12 weeks; at least 25% and at least 2 ng/mL above the nadir; 84 days "
        "after; week 13; 2 ng/mL; 12 patients; at least 26%; 83 days"
    )
    found = typed_numbers([Text("a, cell 1", "", text)], (), known)
    assert [line.partition(" in “")[0] for line in found] == [
        f"a, cell 1: {number}" for number in ("13", "2", "12", "26%", "83")
    ]


def test_levels_that_are_only_numbers_are_known_as_names_of_groups() -> None:
    study = load_study(PROJECT / "data" / "ralu")
    words = {"variable": "GLEASGR1", "label": "Gleason score", "levels": ("<8", ">=8")}
    arm = type(study.analysis.subgroups[0])(**words)
    study = study.model_copy(update={"analysis": study.analysis.model_copy(update={"group": arm})})
    known = allowed(study, {"a": {"results": {"cohort.ragr1.5-6.pct": "Injections"}}})
    text = (
        "Without patients: ECOG performance status: ≥2. Groups are those of gleason score: <8, ≥8. "
        "PSA by visit. <8: fell. ≥8: rose. cohort.ragr1.5-6.pct; 8 patients"
    )
    found = list(typed_numbers([Text("a, cell 1", "", text)], (), known))
    assert [line.partition(" in “")[0] for line in found] == ["a, cell 1: 8"]


def test_labels_names_and_units_of_the_data_are_known(adam_of, tmp_path: Path) -> None:
    adam = adam_of(adsl={"USUBJID": ["1"], "ARM": ["Dose 54 mg"]})
    adam.adsl.attrs["labels"] = {"PSA50": "PSA decline >=50% by week 12"}
    adam.write(tmp_path)
    known = allowed(load_study(PROJECT / "data" / "ralu"), {}, tmp_path)
    texts = ["PSA decline ≥50% by week 12, n (%)", "Dose 54 mg", "Dose 55 mg", "31 at Dose 54 mg"]
    found = [
        line.partition(" in “")[0]
        for text in texts
        for line in typed_numbers([Text("a, cell 1", "", text)], (), known)
    ]
    assert found == ["a, cell 1: 55", "a, cell 1: 31"]
