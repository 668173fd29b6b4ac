"""From a number back to its cell and data, and on to all that shows it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ralu.cli import main
from ralu.ledger import LedgerRow
from ralu.problems import InputError
from ralu.where import prints, where

SETUP = """\
from ralu.blocks import Column, Figure, Row, Table
from ralu.ledger import Ledger
from ralu.notebook import open_chapter
chapter = open_chapter("{name}", reads_ledger={reads})"""
RECORD = """\
book = Ledger("age", "cohort", "tab-age", "All", "adsl", "Descriptive")
text = book.add("median", 70.5, "70.5", unit="years", n=scale)
table = Table("tab-age", "Age and such", (Column("a"),), (Row((text,)),), ledger=tuple(book.rows))
chapter.say("Median {age.median:unit}.", table)"""
SHOW = """\
chapter.show(table, Figure("fig-age", "Drawn", "<svg/>", text))"""
FRONT = """\
other = chapter.ledger["age.median"].printed
chapter.show(Table("tab-key", "Key", (Column("a"),), (Row((other,)),)))"""


def read(project: Any, id: str) -> list[str]:
    return list(where(id, project.report))


def test_tells_row_cell_data_and_every_output_that_shows_it(project: Any, capsys: Any) -> None:
    project.parameters("{01_first: {scale: 2}}")
    first, parameters = SETUP.format(name="01_first", reads=False), "#: parameters\nscale: int = 1"
    project.notebook("01_first", "# A", parameters, first, RECORD, SHOW)
    key = SETUP.format(name="02_key", reads=True)
    project.notebook("02_key", "# B", key, FRONT, reads="ledger")
    assert main(["report", "tiny"]) == 0
    identity = (project.report / "manifest.json").read_text(encoding="utf-8")
    told = read(project, "age.median")
    assert told[:9] == [
        "age.median: 70.5 years",
        "",
        "  Value       70.5",
        "  N           2",
        "  Population  All",
        "  Group       Overall",
        "  Statistic   median (cohort)",
        "  Method      Descriptive",
        told[8],
    ]
    assert told[8].startswith("  Data        ADSL sha256:")
    assert told[8].endswith(", adam/adsl.parquet")
    assert told[9].removeprefix("  Build       ").split(" / ")[0] in identity
    assert told[10] == "  Cell        01_first, cell 4"
    assert told[12:16] == [f"    {line}" for line in RECORD.splitlines()]
    assert told[16:] == [
        "",
        "Shown in",
        "  Text        01_first, cell 4",
        "  Table 1     Age and such",
        "  Figure 1    Drawn",
        "  Table 2     Key",
    ]
    capsys.readouterr()
    assert main(["where", "age.median", "tiny"]) == 0
    assert capsys.readouterr().out.splitlines() == told


def test_a_beginning_lists_what_is_below_it(built: Any, monkeypatch: Any) -> None:
    assert read(built, "first") == ["first.n  3  tab-x"]
    assert read(built, "first.") == ["first.n  3  tab-x"]
    monkeypatch.setenv("COLUMNS", "12")
    assert read(built, "first") == ["first.n  3"]


def test_months_stand_in_the_order_of_numbers(project: Any) -> None:
    landmarks = [
        SETUP.format(name="01_first", reads=False),
        'book = Ledger("os", "km", "tab-os", "All", "adsl")\n'
        "for month in (12, 18, 6):\n"
        '    book.add("surv", 0.5, "50.0", level=str(month), unit="%")\n'
        'chapter.show(Table("tab-os", "Survival", (Column("a"),), (), ledger=tuple(book.rows)))',
    ]
    project.notebook("01_first", "# A", *landmarks)
    assert main(["report", "tiny"]) == 0
    assert [line.split()[0] for line in read(project, "os")] == ["os.6.surv"] + [
        f"os.{month}.surv" for month in (12, 18)
    ]


def test_a_printed_text_lists_what_prints_it(built: Any) -> None:
    assert read(built, "3") == ["first.n  3  tab-x"]
    assert read(built, "2") == ["02_second.n  2  tab-x"]


@pytest.mark.parametrize("printed", ["−0.5 months", "-0.5 months", "−0.5", "-0.5"])
def test_a_printed_text_has_its_unit_or_not(printed: str) -> None:
    row = LedgerRow("a", *["x"] * 8, value=-0.5, text="−0.5", unit="months")
    assert prints(row, printed)
    assert not prints(row, f"{printed} ")
    assert not prints(row, "0.5")


def test_the_cell_that_made_a_result_is_the_first_that_records_it(project: Any) -> None:
    first = SETUP.format(name="01_first", reads=False)
    again = "chapter.show(Figure('fig-age', 'Drawn', '<svg/>', text, ledger=table.ledger))"
    early = "chapter.ledger |= {row.id: row for row in table.ledger}\nchapter.say('{age.median}')"
    record = "scale = 2\n" + RECORD.rpartition("\n")[0]
    project.notebook("01_first", "# A", first, record, early, "chapter.show(table)", again)
    key = SETUP.format(name="02_key", reads=True)
    project.notebook("02_key", "# B", key, FRONT, reads="ledger")
    assert main(["report", "tiny"]) == 0
    assert "  Cell        01_first, cell 5" in read(project, "age.median")
    page = (project.report / "report.html").read_text(encoding="utf-8")
    ledger = json.loads(page.partition('id="ledger">')[2].partition("</script>")[0])
    assert ledger["columns"]["place"]["values"] == ["01_first, cell 5"]


def test_a_number_that_nothing_prints(built: Any) -> None:
    assert read(built, "first.n")[-1] == "Shown nowhere: it stands in results.csv only."


def test_a_release_has_no_notebooks(built: Any) -> None:
    shutil.rmtree(built.report / "notebooks")
    assert read(built, "first.n")[-2].startswith("  Build")


def test_an_unknown_id_is_refused_with_the_nearest(built: Any, capsys: Any) -> None:
    assert main(["where", "frist.n", "tiny"]) == 2
    told = capsys.readouterr().err.splitlines()[0]
    assert told.startswith("outputs/tiny/results.json: 'frist.n': is no ledger row.")
    assert "The nearest: first.n" in told


def test_a_folder_that_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no report"):
        list(where("os.lu.median", tmp_path))
