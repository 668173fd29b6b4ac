"""`make verify`: finds what differs between two reports, and says where."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest

PROJECT = Path(__file__).parents[1]


@pytest.fixture
def differences(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(PROJECT / "tools"))
    import differences

    return differences


def packed(members: dict[str, bytes], year: int = 1980) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(ZipInfo(name, (year, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


class TestExplain:
    """Where two contents first differ."""

    def test_line_of_a_text(self, differences: Any) -> None:
        told = differences.explain("results.csv", b"id,n\na,1\nb,2\n", b"id,n\na,1\nb,3\n")
        assert told == "results.csv, line 3, byte 12:\n  b,2\n  b,3"

    def test_place_in_a_long_line(self, differences: Any) -> None:
        lines = [b"a" * 500 + middle + b"b" * 500 for middle in (b"<1>", b"<2>")]
        told = differences.explain("report.html", *lines)
        assert told.startswith("report.html, line 1, byte 502:\n  …aaa")
        assert "a<1>b" in told
        assert "a<2>b" in told
        assert len(told) < 300

    def test_text_that_ends_early(self, differences: Any) -> None:
        told = differences.explain("x.txt", b"same\n", b"same\nmore")
        assert told == "x.txt, line 2, byte 6:\n  \n  more"

    def test_bytes(self, differences: Any) -> None:
        told = differences.explain("report.pdf", b"\xff\x00\x01", b"\xff\x00\x02")
        assert told == "report.pdf, byte 3:\n  b'\\xff\\x00\\x01'\n  b'\\xff\\x00\\x02'"

    def test_member_of_an_archive_in_an_archive(self, differences: Any) -> None:
        crates = [
            packed({"same.txt": b"", "tables.docx": packed({"word/document.xml": text})})
            for text in (b"<a/>", b"<b/>")
        ]
        told = differences.explain("report.crate.zip", *crates)
        where = "report.crate.zip › tables.docx › word/document.xml, line 1, byte 2:"
        assert told == f"{where}\n  <a/>\n  <b/>"

    def test_archives_of_the_same_content(self, differences: Any) -> None:
        told = differences.explain("a.zip", packed({"x": b"1"}), packed({"x": b"1"}, year=1990))
        assert told.startswith("a.zip › x: same content, but date_time is (1980, 1, 1, 0, 0, 0)")

    def test_one_report_only(self, differences: Any) -> None:
        assert differences.explain("x", b"", None) == "x is in the first report only."
        assert differences.explain("x", None, b"") == "x is in the second report only."


def test_manifest_comes_last(tmp_path: Path, differences: Any) -> None:
    for place, text in (("a", "1"), ("b", "2")):
        (tmp_path / place / "notebooks").mkdir(parents=True)
        for name in ("manifest.json", "notebooks/01.ipynb", "same"):
            (tmp_path / place / name).write_text("0" if name == "same" else text)
    (tmp_path / "b" / "z").write_text("")
    found = differences.differing(tmp_path / "a", tmp_path / "b")
    assert found == ["notebooks/01.ipynb", "z", "manifest.json"]


@pytest.fixture
def small(project: Any) -> Any:
    """Return a project of one notebook, with all that `make verify` needs."""
    here = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT / "src", project.folder / "src", ignore=here)
    (project.folder / "tools").mkdir()
    for name in ("verify.py", "differences.py"):
        shutil.copy(PROJECT / "tools" / name, project.folder / "tools")
    return project


def verify(study: str = "tiny") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tools/verify.py", study]
    return subprocess.run(command, capture_output=True, text=True)


def test_same_reports_of_what_is_not_committed(small: Any) -> None:
    small.notebook("01_first", "# First", "print(sorted({'b', 'a'}))")
    for command in ("init --quiet", "add notebooks", "commit --quiet --message x"):
        names = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", *names, *command.split()], check=True)
    small.notebook("01_first", "# First", "print('changed since')")
    ran = verify()
    assert ran.returncode == 0, ran.stderr
    *reports, last = ran.stdout.splitlines()
    assert [line.split(",")[0] for line in reports] == [
        "Report in folder 'one'",
        "Report in folder 'the other",
    ]
    assert last.startswith("The same ")
    assert not (small.folder / "outputs").exists()


def test_finds_what_depends_on_the_surroundings(small: Any) -> None:
    small.notebook("01_first", "# First", "import sys, time\nprint(time.tzname, file=sys.stderr)")
    ran = verify()
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    differ, first, *_ = ran.stderr.splitlines()
    assert differ.startswith("Differing files: notebooks/01_first.ipynb, report.")
    assert "manifest.json. The first:" in differ
    assert first.startswith("notebooks/01_first.ipynb, line ")


def test_says_why_there_is_no_report(small: Any) -> None:
    ran = verify("absent")
    assert ran.returncode == 2
    assert "absent/study.yml" in ran.stderr
    assert "Traceback" not in ran.stderr
