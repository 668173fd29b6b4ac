"""What a person sees of a difference: terminal, page, JSON."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ralu.cli import main
from ralu.compare.data import to_json
from ralu.compare.page import to_html
from ralu.compare.sections import in_words
from ralu.compare.terminal import lines

DATA = {"data/patients.csv": "ff" * 32}
LONG = "teae.preferred-term-of-many-words-that-does-not-fit.grade-3-4.patients.pct"


@pytest.fixture
def old(tiny: Any) -> dict[str, Any]:
    rows = [
        tiny.row("os.median", 13.2, "13.2", unit="months"),
        tiny.row("os.upper", None, "NR"),
        tiny.row(LONG, 10.0, "10.0"),
        tiny.row("age.mean", 71.2345),
        tiny.row("age.n", 10.0, "10"),
    ]
    return {"rows": rows, "figures": {"fig-os": tiny.curves}}


@pytest.fixture
def new(tiny: Any) -> dict[str, Any]:
    return {"figures": {"fig-os": tiny.curves.replace("0.75", "0.7")}, "inputs": DATA}


@pytest.fixture
def rows(tiny: Any) -> list[Any]:
    return [
        tiny.row("os.median", 14.52, "14.5", unit="months", n=11),
        tiny.row("os.upper", 20.0, "20.0"),
        tiny.row(LONG, 12.5, "12.5"),
        tiny.row("age.mean", 71.2346),
        tiny.row("age.n", 10.0, "10", n=11, method="Other"),
        tiny.row("age.sd", 5.0, "5.0"),
    ]


ACCOUNT = f"""\
old  report of ralu, build 1a2b3c4d5e6f / OLD
new  report of ralu, build 1a2b3c4d5e6f / NEW

What they were made from differs in
  data  data/patients.csv: a1a1a1a1a1a1 -> ffffffffffff

Print changed: 3 results
Added: 1 result
Value changed, print the same: 1 result
Only n, unit, method or population changed: 1 result
Figures that differ: 1
The same in both: 0 results

Print changed: 3 results; cause: data
  {" " * len(LONG)}   old   new  change  relative  note
  os.median{" " * (len(LONG) - 9)}  13.2  14.5   +1.32    +10.0%   [1]
  os.upper{" " * (len(LONG) - 8)}    NR  20.0
  {LONG}  10.0  12.5    +2.5    +25.0%

Added: 1 result; cause: data
          new
  age.sd  5.0

Value changed, print the same: 1 result; cause: data
                old      new   change   relative
  age.mean  71.2345  71.2346  +0.0001  +0.00014%

Only n, unit, method or population changed: 1 result; cause: data
         new   note
  age.n   10  [1,2]

Notes
  [1] n: 10 -> 11
  [2] method: Count -> Other

Figures that differ; cause: data
  fig-os: data
    Overall: largest distance: new 5 percentage points below old, at 2 months
"""


def _account(difference: Any, width: int | None) -> str:
    text = "".join(f"{line}\n" for line, _ in lines(difference, width))
    identities = (saved.manifest.origin.identity for saved in (difference.old, difference.new))
    for identity, name in zip(identities, ("OLD", "NEW"), strict=True):
        text = text.replace(identity, f"1a2b3c4d5e6f / {name}")
    return text


def test_the_account_in_a_pipe_has_a_result_per_line(
    tiny: Any, rows: Any, old: Any, new: Any
) -> None:
    assert _account(tiny.differ(*rows, old=old, **new), None) == ACCOUNT


@pytest.mark.parametrize("width", [60, 80, 120])
def test_ids_are_whole_at_every_width(tiny: Any, rows: Any, old: Any, new: Any, width: int) -> None:
    account = _account(tiny.differ(*rows, old=old, **new), width).splitlines()
    words = {word for line in account for word in line.split()}
    assert {row.id for row in rows} <= words
    results = account[account.index("Print changed: 3 results; cause: data") :]
    assert [line for line in results if len(line) > width] == [f"  {LONG}"] * (width < len(LONG))
    (values,) = (line for line in account if line.endswith("+25.0%"))
    assert values.startswith(f"  {LONG}" if width > 110 else " " * 20)


def test_what_nothing_explains_is_said_loudly(tiny: Any, rows: Any, old: Any) -> None:
    said = list(lines(tiny.differ(*rows, old=old), 80))
    loud = " ".join(line for line, style in said if "red" in style)
    assert "UNEXPLAINED: 6 results and 1 figure differ although nothing" in loud
    assert "Print changed: 3 results; cause: unexplained" in loud


def test_figures_that_nothing_explains_are_said_loudly(tiny: Any, rows: Any, old: Any) -> None:
    figures = {"fig-os": tiny.curves.replace("0.75", "0.7")}
    told = tiny.differ(old={"figures": {"fig-os": tiny.curves}}, figures=figures)
    loud = [line for line, style in lines(told, None) if "red" in style]
    assert loud[0].startswith("UNEXPLAINED: 1 figure differs although nothing")
    assert "1 figure differs although" in to_html(told)
    assert loud[1] == "Figures that differ; cause: unexplained"


def test_wording_concerns_no_result(tiny: Any) -> None:
    told = [line for line, _ in lines(tiny.differ(choices={"status": "FINAL"}), 80)]
    assert "Nothing that concerns a result differs in what they were made from." in told
    assert "  wording  status: DRAFT -> FINAL" in told
    assert told[-1] == "No differences."


def test_causes_that_cannot_be_told_apart(tiny: Any, rows: Any, old: Any) -> None:
    inputs = {**DATA, "ralu": "ff" * 32}
    said = [line for line, _ in lines(tiny.differ(*rows, old=old, inputs=inputs), 80)]
    assert "Added: 1 result; cause: data + code (cannot be told apart)" in said


class TestOutputs:
    """Tables and figures that differ although no result does."""

    OLD = "Term,n\nAnaemia,3\nNausea,2\nPain,1\n"

    def test_are_told_with_their_cause(self, tiny: Any) -> None:
        difference = tiny.differ(
            tables={"tab-x": self.OLD.replace("Nausea,2\n", "")},
            pictures={"fig-x": "<svg>"},
            inputs=DATA,
            old={"tables": {"tab-x": self.OLD}, "pictures": {"fig-x": "<svg/>"}},
        )
        account = _account(difference, None).partition("Tables")[2]
        assert account == (
            " whose print differs: 1\n"
            "Figures that differ: 1\n"
            "The same in both: 3 results\n"
            "\n"
            "Tables whose print differs; cause: data\n"
            "  tab-x: 1 row gone; none of its results differs\n"
            "\n"
            "Figures that differ; cause: data\n"
            "  fig-x: drawing\n"
        )
        page = re.sub(r"<[^>]+>", " ", to_html(difference))
        assert "tab-x  1 row gone; none of its results differs" in page
        assert "fig-x  drawing" in page
        assert "No differences" not in page
        (table,) = json.loads(to_json(difference))["tables"]
        assert table == {
            "id": "tab-x",
            "kind": "changed",
            "causes": ["data"],
            "alone": True,
            "changed": 0,
            "added": 0,
            "gone": 1,
            "heads": False,
        }

    @pytest.mark.parametrize(
        ("new", "words"),
        [
            (OLD.replace("2", "4").replace("3", "5"), "2 rows changed"),
            (OLD.replace("Term", "Word"), "column heads"),
            (OLD + "Rash,1\n", "1 row added"),
            ("Term,n\nPain,4\n", "1 row changed, 2 rows gone"),
            (None, "gone"),
        ],
    )
    def test_say_what_of_a_table_differs(self, tiny: Any, new: str | None, words: str) -> None:
        tables = {"tab-x": new} if new else {}
        (table,) = tiny.differ(tables=tables, old={"tables": {"tab-x": self.OLD}}).tables
        assert in_words(table) == f"{words}; none of its results differs"

    def test_without_a_cause_are_said_loudly(self, tiny: Any) -> None:
        difference = tiny.differ(tables={"tab-y": "a\n"}, old={"tables": {"tab-y": "b\n"}})
        loud = [line for line, style in lines(difference, None) if "red" in style]
        assert loud[0].startswith("UNEXPLAINED: 1 table differs although nothing")
        assert loud[1] == "Tables whose print differs; cause: unexplained"

    def test_have_the_causes_of_their_notebooks(self, tiny: Any) -> None:
        choices = {"notebooks/03_survival.ipynb": "ff" * 32}
        before, after = (dict.fromkeys(("tab-x", "tab-y", "tab-z"), t) for t in ("a\n", "b\n"))
        b = replace(tiny.row("b"), output="tab-y", notebook="03_survival")
        rows = [tiny.row("a"), b]
        found = tiny.differ(
            *rows, inputs=choices, tables=after, old={"tables": before, "rows": rows}
        ).tables
        assert [table.causes for table in found] == [(), ("code",), ("code",)]
        assert [table.alone for table in found] == [True, True, False]

    def test_of_the_appendix_are_not_compared(self, tiny: Any) -> None:
        difference = tiny.differ(
            tables={"tab-inputs": "a\n"}, old={"tables": {"tab-inputs": "b\n"}}
        )
        assert difference.everything == ()

    def test_that_carry_the_stamp_differ_by_wording(self, tiny: Any) -> None:
        difference = tiny.differ(
            pictures={"fig-x": "a"}, choices={"synthetic": False}, old={"pictures": {"fig-x": "b"}}
        )
        assert difference.figures[0].causes == ("wording",)


class TestProgram:
    """`ralu diff` itself."""

    def test_writes_all_as_json(self, tiny: Any, rows: Any, old: Any, new: Any) -> None:
        before, after = _saved(tiny, rows, old, new)
        written = []
        for name in ("one.json", "two.json"):
            assert main(["diff", str(before), str(after), "--json", str(tiny.folder / name)]) == 0
            written.append((tiny.folder / name).read_bytes())
        assert written[0] == written[1]
        assert str(tiny.folder) not in written[0].decode()
        content = json.loads(written[0])
        assert [row["id"] for row in content["results"]] == [
            "os.median",
            "os.upper",
            LONG,
            "age.sd",
            "age.mean",
            "age.n",
        ]
        median = content["results"][0]
        assert median["fields"] == ["value", "text", "n"]
        assert (median["old"]["value"], median["new"]["value"]) == (13.2, 14.52)
        assert (median["kind"], median["causes"]) == ("print", ["data"])
        assert content["origin"][0]["name"] == "data/patients.csv"
        about = {"id": "fig-os", "kind": "changed", "causes": ["data"], "alone": False}
        assert content["figures"] == [{**about, "curves": ["Overall"]}]
        assert content["tables"] == []

    def test_loads_neither_pandas_nor_jupyter_nor_matplotlib(self, tiny: Any) -> None:
        folder = str(tiny.save("same"))
        code = (
            "import sys; from ralu.cli import main; "
            f"code = main(['diff', {folder!r}, {folder!r}, '--html', {folder + '.html'!r}]); "
            "heavy = {'pandas', 'matplotlib', 'IPython', 'nbformat', 'nbconvert', 'numpy'}; "
            "print(code, heavy & set(sys.modules))"
        )
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert ran.stdout.splitlines()[-2:] == ["No differences.", "0 set()"]

    def test_odd_characters_cannot_move_the_cursor(self, tiny: Any, capsys: Any) -> None:
        row = tiny.row("a", 1.0, "\x1b[2J1 [red]:smile:")
        before, after = tiny.save("old"), tiny.save("new", *tiny.rows, row)
        assert main(["diff", str(before), str(after)]) == 0
        said = capsys.readouterr().out
        assert "\\x1b[2J1 [red]:smile:" in said
        assert "\x1b" not in said

    @pytest.mark.parametrize(
        ("file", "text", "message"),
        [
            ("manifest.json", None, "holds no report (no manifest.json)."),
            ("manifest.json", "[]", "holds a report of another version of ralu"),
            ("manifest.json", "{", "holds a report of another version of ralu"),
            ("results.json", "[]", "results.json: is not the file that manifest.json records."),
            ("figures/fig-os.csv", None, "fig-os.csv: is not the file that manifest.json records."),
        ],
    )
    def test_what_is_no_report_is_refused(
        self, tiny: Any, capsys: Any, file: str, text: str | None, message: str
    ) -> None:
        before = tiny.save("old")
        after = tiny.save("new", figures={"fig-os": tiny.curves})
        (after / file).unlink()
        if text is not None:
            (after / file).write_text(text, encoding="utf-8")
        assert main(["diff", str(before), str(after)]) == 2
        first, *_ = capsys.readouterr().err.splitlines()
        assert message in first
        assert first.startswith(str(after))

    def test_a_report_alone_has_nothing_to_be_compared_with(self, tiny: Any, capsys: Any) -> None:
        assert main(["diff", str(tiny.save("new"))]) == 2
        assert "Name a study to compare it with its last release" in capsys.readouterr().err

    def test_files_that_cannot_be_written_are_refused(self, tiny: Any, capsys: Any) -> None:
        folder = str(tiny.save("new"))
        assert main(["diff", folder, folder, "--json", f"{folder}/none/a.json"]) == 2
        assert "a.json: cannot be written" in capsys.readouterr().err


class TestPage:
    """The HTML page."""

    @pytest.fixture
    def page(self, tiny: Any, rows: Any, old: Any, new: Any) -> str:
        return to_html(tiny.differ(*rows, old=old, **new))

    def test_equal_reports_give_equal_bytes(
        self, page: str, tiny: Any, rows: Any, old: Any, new: Any
    ) -> None:
        other = replace(tiny, folder=tiny.folder / "elsewhere")
        assert to_html(other.differ(*rows, old=old, **new)) == page

    def test_loads_nothing(self, page: str) -> None:
        assert not re.search(r"""(?:src|href)=["'](?!data:)|@import|url\(|<script""", page)

    def test_tables_have_captions_and_scopes(self, page: str) -> None:
        tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
        assert len(tables) == 6
        for table in tables:
            assert table.startswith("<table><caption>")
            heads = re.findall(r"<th\b[^>]*>", table)
            assert all('scope="' in head for head in heads)
            assert table.count('scope="row"') == table.count("<tr>") - 1

    def test_says_the_same_as_the_terminal(self, page: str, rows: Any) -> None:
        text = re.sub(r"<[^>]+>", " ", page)
        for told in (
            *(row.id for row in rows),
            "13.2",
            "14.5",
            "+1.32",
            "+10.0%",
            "n: 10 -&gt; 11",
        ):
            assert told in text
        assert "data/patients.csv" in text

    def test_draws_old_and_new_curves(self, page: str) -> None:
        (picture,) = re.findall(
            r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', page
        )
        assert picture[1] == (
            "Old and new Kaplan–Meier curves of fig-os. "
            "Overall: largest distance: new 5 percentage points below old, at 2 months."
        )
        svg = b64decode(picture[0]).decode()
        assert ET.fromstring(svg).tag.endswith("svg")
        assert 'id="synthetic-data"' in svg
        assert "SYNTHETIC DATA" in page

    def test_real_data_are_not_called_synthetic(
        self, tiny: Any, rows: Any, old: Any, new: Any
    ) -> None:
        real = {"choices": {"synthetic": False}}
        assert "SYNTHETIC" not in to_html(tiny.differ(*rows, old={**old, **real}, **new, **real))

    def test_texts_are_escaped(self, tiny: Any) -> None:
        page = to_html(tiny.differ(*tiny.rows, tiny.row("a<b>", 1.0, "<script>")))
        assert "<script" not in page
        assert "a&lt;b&gt;" in page


def _saved(tiny: Any, rows: Any, old: Any, new: Any) -> tuple[Path, Path]:
    before = tiny.save("old", *old.pop("rows"), **old)
    return before, tiny.save("new", *rows, **new)
