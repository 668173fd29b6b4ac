"""Extracts of other people: their words, names and gaps come out right in a whole report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

TERMS = ("???", "nausea @tab-os", "PSA fell by 31% {teae.any.n}")


def odd_names(study: Path) -> None:
    """Write names that are no words, references, placeholders or numbers, and two spellings."""
    events = pd.read_csv(study / "adverse_events.csv", dtype=str)
    events.loc[[0, 2, 3], "term"] = TERMS
    events.to_csv(study / "adverse_events.csv", index=False)
    therapies = pd.read_csv(study / "therapies.csv", dtype=str)
    first = therapies.index[therapies["therapy"] == "docetaxel"][0]
    therapies.loc[first, "therapy"] = "Docetaxel"
    therapies.to_csv(study / "therapies.csv", index=False)
    with (study / "labs.csv").open("a", encoding="utf-8") as labs:
        labs.write("P01,2021-01-10,HCT,0.31,1,,\n")


def nothing_said_of_events(study: Path) -> None:
    """Empty the columns that tell whether an event is serious or related."""
    events = pd.read_csv(study / "adverse_events.csv", dtype=str)
    events.assign(serious="", related_to="").to_csv(study / "adverse_events.csv", index=False)


def spellings_of_the_treatment(study: Path) -> None:
    """Write the treatment in several ways."""
    events = pd.read_csv(study / "adverse_events.csv", dtype=str)
    at = events.index[events["related_to"] == "177Lu-PSMA"]
    ways = ["177lu-PSMA", "¹⁷⁷Lu-PSMA", "177 Lu-PSMA", "Lu-177-PSMA"]
    events.loc[at, "related_to"] = [ways[k % len(ways)] for k in range(len(at))]
    events.to_csv(study / "adverse_events.csv", index=False)


def test_names_of_the_data_are_shown_whatever_they_hold(variant: Any) -> None:
    report = variant(odd_names)
    assert set(TERMS) - set(report.results()["variable_level"]) == set()
    text = re.sub(r"\s+", " ", " ".join(report.pages()))
    assert all(term in text for term in TERMS)


def test_two_spellings_are_one_therapy_and_listed(variant: Any, tiny: Any) -> None:
    report, clean = variant(odd_names).results(), tiny.results()
    therapies = clean.index[clean["output"].str.startswith("tab-therap")]
    assert report.loc[therapies, "text"].equals(clean.loc[therapies, "text"])
    listed = report[report["variable"].str.contains("another spelling")]
    assert len(listed) > 0


def test_what_is_not_recorded_is_never_zero(variant: Any) -> None:
    results = variant(nothing_said_of_events).results()
    of_kinds = results[
        (results["output"] == "tab-teae-overview")
        & results["variable"].isin(["serious", "related"])
    ]
    assert set(of_kinds["text"]) == {"not recorded"}
    assert of_kinds["value"].isna().all()
    assert not results.index.str.startswith("sae.term").any()


def test_spellings_of_one_treatment_give_the_same_report(variant: Any, tiny: Any) -> None:
    columns = ["value", "text", "n"]
    report, clean = variant(spellings_of_the_treatment).results(), tiny.results()
    findings = report.index.difference(clean.index)
    assert all(id.startswith("dq") for id in findings), list(findings)
    own = clean.index[clean["analysis"] != "data_quality"]
    assert report.loc[own, columns].equals(clean.loc[own, columns])
