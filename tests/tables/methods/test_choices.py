"""Choices of analysis with their origin."""

from __future__ import annotations

from ralu.study import Analysis, Biomarker
from ralu.tables.methods.choices import WORDS, choices_table

Cells = list[tuple[str, ...]]


def rows(study) -> Cells:
    return [row.cells for row in choices_table(study).rows]


def test_each_choice_has_words() -> None:
    keys = {*Analysis.model_fields, *Biomarker.model_fields} - {"param"}
    assert keys - set(WORDS) == set(), "write what these keys of study.yml choose into WORDS"
    assert len(set(WORDS.values())) == len(WORDS)


def test_what_study_yml_says_and_what_it_leaves_to_the_default(study_of) -> None:
    study = study_of(teae_window_days=30, landmarks_months=[6, 12.5])
    found = {words: (value, source) for words, value, source in rows(study)}
    days = "Treatment-emergent until so many days after the last dose"
    assert found[days] == ("30", "study.yml")  # as the default, but said
    assert found["Landmarks, months"] == ("6, 12.5", "study.yml")
    assert found["Version of CTCAE"] == ("5.0", "default")
    assert found["Next anticancer therapy also ends that window"] == ("no", "default")
    assert found["Biomarker"] == ("none", "default")
    assert found["Arms"] == ("none", "default")


def test_biomarkers_and_subgroups_have_a_row_each(study_of) -> None:
    study = study_of(
        biomarkers=[{"param": "PSA", "declines": [50, 90]}, {"param": "ALP"}],
        subgroups=[{"variable": "A", "label": "Age"}],
        group={"variable": "ARM", "label": "Arm", "levels": ["A", "B"]},
    )
    values = [cells[1] for cells in rows(study) if cells[0] in ("Biomarker", "Subgroup", "Arms")]
    assert values == [
        "PSA; declines (%) 50, 90; confirmed after (days) 21",
        "ALP; declines (%) 30, 50, 90; confirmed after (days) 21",
        "Age: levels as found",
        "Arm: A, B",
    ]


def test_parameters_that_study_yml_sets(study_of) -> None:
    given = {"03_survival": {"by": None, "factors": ["A", "B"], "names": {"a": 1.0}, "none": []}}
    study = study_of().model_copy(update={"parameters": given})
    assert rows(study)[-5:] == [
        ("Parameters of 03_survival", "", ""),
        ("by", "none", "study.yml"),
        ("factors", "A, B", "study.yml"),
        ("names", "a: 1", "study.yml"),
        ("none", "none", "study.yml"),
    ]
