"""Typed numbers are found wherever they stand; what is no result but allowed is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ralu.blocks import Column, Figure, Passage, Row, Table
from ralu.build.allowed_numbers import allowed
from ralu.ledger import LedgerRow
from ralu.printed import compose, result
from ralu.report.assembly.texts import Text, cells_of, texts_of
from ralu.report.assembly.typed_numbers import Allowed, typed_numbers
from ralu.study import load_study

RALU = Path(__file__).parents[3] / "data" / "ralu"
PARAMETERS: dict[str, dict[str, Any]] = {
    "02_safety": {"min_percent": 5.0, "tests": ["HGB"], "cap": 100, "on": True},
    "03_survival": {"endpoint": "Survival at 2 years"},
}


def row(id: str, text: str, **more: Any) -> LedgerRow:
    columns = {"group_level": "Overall", "variable_level": "", "notebook": "03_survival"} | more
    return LedgerRow(
        id, "km", "tab-a", "All", "", variable="OS", stat="n", value=1.0, text=text, **columns
    )


LEDGER = (
    row("os.lu.median", "13.2"),
    row("teae.serious.pct", "30.1", notebook="02_safety"),
    row("lab.hgb.pct", "30.1", notebook="02_safety"),
    row("b.week-2.n", "7", variable_level="Week 2"),
    row("a.65-80.n", "8", group_level="65-80"),
    row("a.lt6-months.n", "9", group_level="<6 months"),
)


@pytest.fixture(scope="module")
def known() -> Allowed:
    """Return what the embedded study allows."""
    return allowed(load_study(RALU), PARAMETERS)


def numbers(text: str, allowed: Allowed, *, place: str = "02_safety, cell 3") -> list[str]:
    """Return the typed numbers of Markdown."""
    lines = typed_numbers([Text(place, "", text, markdown=True)], LEDGER, allowed)
    return [line.removeprefix(f"{place}: ").partition(" in “")[0] for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "From 2014 to 2021, cut on 2022-03-31 and again in 2022-04.",
        "Grade 3, grades 3–4, grade 3 or higher, Grades 1, 2 and 3, grade 5.",
        "CTCAE 5.0 beside CTCAE v4.03 and CTCAE version 5.0.",
        "177Lu-PSMA-617, ¹⁷⁷Lu after ²²³Ra, 68Ga, 225Ac, 99mTc, PSMA-617, PCWG3, sha256:9f86d0.",
        "Quartiles (R type 7); Q1–Q3; TRT01A; m².",
        "95% CI, 95% confidence; 30 days, 30-day, 21 or 90 days; 30.4375 days.",
        "At 6, 12, 18 and 24 months; from 6 months on; a 6-month interval; 1 month = 30.4375 days.",
        "Less than 6 months, at least 12 months, ≥6 months, the 12 months landmark.",
        "A decline of at least 50%, at least 30, 50 and 90%, ≥ 50% or ≥50%.",
        "At least 5% of the patients; fewer than 5 patients; beyond 100%.",
        "At Week 2, in <6 months and age, 65-80: all of them.",
        "Survival at 2 years",
        "5-6 injections of 223Ra: No count is printed; of 133 only 97 rounds to 73%.",
        "1. First\n2. Second\n\n## Heading\n\n`os.lu.median`\n\n```\n133\n```\n\n<!-- 133 -->",
        "[paper](https://example.org/64/12) and <https://example.org/12> https://a.org/7 @tab-a-2",
        "[13.2](ledger:os.lu.median) months, [30](study:teae_window_days) days",
    ],
)
def test_numbers_that_are_no_results(known: Allowed, text: str) -> None:
    assert numbers(text, known) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The median was 13.2 months.", ["13.2"]),
        ("13·2 and 13,2 and −4.5", ["13·2", "13,2", "−4.5"]),
        ("1,234 of 1 234 and 1\u202f234", ["1,234", "1", "234", "1\u202f234"]),
        ("¹³ of ₁₂, ½ and ⅓", ["¹³", "₁₂", "½", "⅓"]),
        ("١٣ and １３", ["١٣", "１３"]),
        ("105/133 (78.9%)", ["105/133", "78.9%"]),
        ("n=133, N = 133", ["133", "133"]),
        ("13mo, 30mg, 3rd, 5x and 13.2mo", ["13", "30", "3", "5", "13.2"]),
        ("2021 %, 2021.5, 12021, 1899 and 2100", ["2021 %", "2021.5", "12021", "1899", "2100"]),
        ("2022-13-01", ["-13", "-01"]),
        ("grade 30, grade 3.5, grades 3 to 40", ["30", "3.5", "40"]),
        ("31 days, 130 days, 30 patients, 30.5 days", ["31", "130", "30", "30.5"]),
        ("7 months, 16 months, 6 patients", ["7", "16", "6"]),
        ("95% of patients; 90% CI; 1.95% CI", ["95%", "90%", "1.95%"]),
        ("50% declined; at least 51%; at least 50 patients", ["50%", "51%", "50"]),
        ("At least 6% of the patients, fewer than 55", ["6%", "55"]),
        ("The 65-80 group and >80: 8", ["65", "-80", "80", "8"]),
        ("¹⁷⁷ of them, 177 Lu, 5Lu, 177Luft", ["¹⁷⁷", "177", "5", "177"]),
        ("psma-617, A-13.2, A-7%", ["-617", "-13.2", "-7%"]),
        ("[13.2](https://example.org/1) and Table 3", ["13.2", "3"]),
        ("## 12 patients", ["12"]),
        ("Costs\n12 in all", ["12"]),
        ("We counted\n104. Of them all", ["104"]),
        ("104. Of them\n105. and more", ["104"]),
        ("In code `n = 133`, in **1**3", ["133", "13"]),
        ("| a | 12 |\n|--|--|\n| 13 | b |\n\n> 14\n\n- 15", ["12", "13", "14", "15"]),
        ("<div>133</div>", ["133"]),
        ("&frac12; of &#49;&#51;", ["½", "13"]),
        ("N = 2013, n=2013, >2013, 2013 patients, 2013 of 2100", ["2013"] * 5 + ["2100"]),
        ("2013/2050 were alive", ["2013/2050"]),
        ("OS was 12 months, a median of 12 months", ["12", "12"]),
        ("`os.lu.13.median`", ["13"]),
        ("[13.2](ledger:os.lu.median) of 14", ["14"]),
    ],
)
def test_typed_numbers(known: Allowed, text: str, found: list[str]) -> None:
    assert numbers(text, known) == found


def test_parameters_count_in_their_own_chapter_only(known: Allowed) -> None:
    text = "Terms of at least 5% of the patients."
    assert numbers(text, known, place="02_safety, cell 7") == []
    assert numbers(text, known, place="03_survival, cell 7") == ["5%"]


def test_what_the_report_writes_by_itself_is_not_searched() -> None:
    text = "The first 16 of 64 digits."
    assert numbers(text, Allowed(generated=("appendix",)), place="appendix, cell 1") == []
    assert numbers(text, Allowed(), place="appendix, cell 1") == ["16", "64"]


def test_the_limits_of_another_study_are_its_own(study_of: Callable[..., Any]) -> None:
    other = allowed(study_of(confidence_level=0.9, teae_window_days=28), {})
    assert numbers("90% CI, 28 days", other) == []
    assert numbers("95% CI, 30 days, at least 50%", other) == ["95%", "30", "50%"]


DIGITS = "0123456789⁰¹²³⁴₅½１٣"
WORDS = st.text(alphabet=f"ab Z.,;:–-()%/=<>≥\n{DIGITS}", max_size=30)


@given(before=WORDS, number=st.integers(0, 10**6), after=WORDS)
@example(before="grade ", number=7, after="")
def test_nothing_typed_gets_past_without_its_words(before: str, number: int, after: str) -> None:
    """Where nothing is allowed, a number in blanks is found unless it is a year."""
    text = f"{before} {number} {after}"
    typed = list(typed_numbers([Text("x, cell 1", "", text)], (), Allowed()))
    assert bool(typed) or 1900 <= number <= 2099


def lines(block: Any, ledger: Sequence[LedgerRow] = LEDGER) -> list[str]:
    return list(typed_numbers(texts_of("03_survival, cell 7", block), ledger, Allowed()))


def test_every_text_of_a_block_is_searched() -> None:
    table = Table("tab-a", "Of 11", (), (), ("Of 14.", "Of 15."))
    figure = Figure("fig-a", "Of 16", "<svg>17</svg>", "Of 18", ("Of 19.",))
    found = [line.partition(" in “")[0] for block in (table, figure) for line in lines(block)]
    assert found == [
        "03_survival, cell 7, title of tab-a: 11",
        "03_survival, cell 7, footnote of tab-a: 14",
        "03_survival, cell 7, footnote of tab-a: 15",
        "03_survival, cell 7, title of fig-a: 16",
        "03_survival, cell 7, footnote of fig-a: 19",
        "03_survival, cell 7, alt text of fig-a: 18",
    ]


def in_cells(*cells: str, heads: Sequence[str] = ()) -> list[str]:
    """Return the typed numbers in a table of one row."""
    table = Table("tab-a", "A", tuple(map(Column, heads)), (Row(cells),))
    found = typed_numbers(cells_of("03_survival, cell 7", table), LEDGER, Allowed())
    return [line.removeprefix("03_survival, cell 7, ").partition(" in “")[0] for line in found]


def test_names_of_rows_and_columns_may_hold_numbers_but_no_results() -> None:
    heads = ("Grade 3–4", "0", "0–8 weeks", "N = 12", "Event 12/40", "Any, 13%")
    assert in_cells("Infusion 3", heads=heads) == [
        "head of tab-a: 12",
        "head of tab-a: 12/40",
        "head of tab-a: 13%",
    ]
    for name in ("≥2", "1", "2.5 GBq", "After infusion 7", compose("N = {}", result("7", "a.n"))):
        assert in_cells(name) == []
    assert in_cells("Any (n=12)") == ["cell of tab-a: 12"]


def test_other_cells_hold_results_of_which_the_first_typed_is_told() -> None:
    assert in_cells("Any", result("13.2", "os.lu.median"), "", "os.lu.median", "Week 2") == []
    assert in_cells("Any", "NE", "12 (30.1)", "13") == ["cell of tab-a: 12"]
    table = Table("tab-a", "A", (), (Row(("Any", "12")),))
    (line,) = typed_numbers(cells_of("03_survival, cell 7", table), LEDGER, Allowed())
    assert line.endswith(
        "or give a table without results listing=True; no row of the ledger prints it."
    )


def test_marked_results_are_no_typed_numbers() -> None:
    note = compose("Median {} months, of {}.", result("13.2", "os.lu.median"), "14")
    (line,) = lines(Table("tab-a", "A", (), (), (note,)))
    assert line.startswith("03_survival, cell 7, footnote of tab-a: 14 in “Median 13.2 months, of")


def test_tells_the_rows_that_print_the_number_the_nearest_in_words_first() -> None:
    assert lines(Passage("The median of all that lived was 13.2 months, or\nso.")) == [
        "03_survival, cell 7: 13.2 in “…median of all that lived was 13.2 months, or” is typed. "
        "Write it as {os.lu.median} in chapter.say(...); os.lu.median prints it."
    ]
    (serious,) = lines(Passage("A serious event had 30.1% of them."))
    assert "{teae.serious.pct} in" in serious
    assert serious.endswith("teae.serious.pct, lab.hgb.pct print it.")
    (none,) = lines(Passage("It was 99."))
    assert none.endswith("Write it as {id} in chapter.say(...); no row of the ledger prints it.")
    (note,) = lines(Table("tab-a", "A", (), (), ("Median 13.2.",)))
    assert "Compose the text of what Ledger.add returned; os.lu.median prints it." in note
