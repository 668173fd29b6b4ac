"""Patient flow: from records to analysis sets."""

from __future__ import annotations

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.study import Study
from ralu.tables.groups import safety
from ralu.tables.text import count_percent, fixed


def patient_flow(study: Study, adam: AdamSet) -> Table:
    """Return how many patients each analysis can use, and why others are not in it."""
    adsl, safe = adam.adsl, safety(adam)
    ledger = Ledger("cohort.flow", "flow", "tab-flow", "All records", "adsl", "Count")
    total = len(adsl)
    steps: list[tuple[str, str, int]] = [
        ("recorded", "Patients in the records", total),
        ("safety", "Safety population: at least one dose", len(safe)),
    ]
    if "RANINJ" in safe and safe["RANINJ"].notna().any():
        steps.append(("radium", "with 223Ra before 177Lu", int(safe["RANINJ"].notna().sum())))
        dated = int(safe["RATRTSDT"].notna().sum())
        steps.append(("radium_dated", "with dated 223Ra injections", dated))
    for param in sorted({b.param for b in study.analysis.biomarkers}):
        known = adam.adlb[(adam.adlb["PARAMCD"] == param) & (adam.adlb["BASE"] > 0)]
        later = known[(known["ADY"] > 1) & known["PCHG"].notna()]
        steps.append((f"{param}_base", f"with {param} at baseline", known["USUBJID"].nunique()))
        steps.append(
            (f"{param}_post", f"with {param} at baseline and later", later["USUBJID"].nunique())
        )
    for (code, name), times in adam.adtte.groupby(["PARAMCD", "PARAM"]):
        steps.append((str(code), f"in the analysis of: {name}", times["USUBJID"].nunique()))
    rows = []
    for key, label, count in steps:
        percent = 100 * count / total if total else None
        cell = count_percent(
            ledger.add("n", count, str(count), variable=key, n=total),
            ledger.add("pct", percent, fixed(percent, 1), variable=key, unit="%", n=total),
        )
        rows.append(Row((label, cell), indent=0 if key in {"recorded", "safety"} else 1))
    return Table(
        "tab-flow",
        "Patient flow",
        (Column("", align="left", weight=3), Column("Patients\nn (%)")),
        tuple(rows),
        ("Percentages of the patients in the records. A biomarker at baseline is above zero.",)
        if study.analysis.biomarkers
        else ("Percentages of the patients in the records.",),
        ledger=tuple(ledger.rows),
    )
