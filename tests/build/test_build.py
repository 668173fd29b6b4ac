"""Whole reports of a tiny study: what is made, what is made again, what survives a bad end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from ralu.build.build import build
from ralu.cli import main
from ralu.report.notebooks.failures import AssembleError
from ralu.report.notebooks.progress import Progress
from ralu.report.record.digests import digest, outputs, sources
from ralu.report.record.manifest import origin, read_manifest
from ralu.study import load_study

from ..conftest import PASSAGE

FIGURE = """\
from IPython.display import display
from ralu.blocks import MEDIA_TYPE, Figure, to_data
size = 'width="4" height="{height}"'
box = f'<svg xmlns="http://www.w3.org/2000/svg" {{size}}><rect fill="#000" {{size}}/></svg>'
figure = Figure("fig-x", "Box", box, "A box.")
display({{MEDIA_TYPE: to_data(figure), "text/plain": "Figure(...)"}}, raw=True)
"""


class Recorder(Progress):
    """Remembers which chapters ran."""

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[str] = []
        self.said: list[str] = []

    def start(self, chapter: str, cells: int, why: str) -> None:
        super().start(chapter, cells, why)
        self.ran.append(chapter)

    def _line(self, text: str) -> None:
        self.said.append(text)


def again() -> Recorder:
    """Build again and return what was said."""
    recorder = Recorder()
    build(Path("tiny"), data=None, out=None, jobs=2, progress=recorder)
    return recorder


def rebuilt() -> list[str]:
    """Build again and return the chapters that ran."""
    return sorted(again().ran)


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return False
    return state[0] != "Z"


def until(true, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(true())


@pytest.fixture
def sleeping(built):
    """Start a run of the built project that stays in a cell; give it and its kernel's id."""
    note = built.folder / "kernel.txt"
    built.notebook(
        "02_second",
        "import os, time\nwith open('../kernel.new', 'w') as f:\n    f.write(str(os.getpid()))\n"
        "os.rename('../kernel.new', '../kernel.txt')\ntime.sleep(60)",
    )
    with tempfile.TemporaryDirectory() as sockets:  # a killed run cannot remove its own
        run = subprocess.Popen(
            [sys.executable, "-m", "ralu", "report", "tiny"],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": sockets},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            assert until(note.exists)
            yield run, int(note.read_text(encoding="utf-8"))
        finally:
            run.kill()
            run.communicate()


def test_a_run_leaves_what_is_promised(built) -> None:
    report = built.report
    files = outputs(report)
    assert {name for name in files if "/" not in name} == {
        "report.html",
        "report.pdf",
        "report.crate.zip",
        "results.json",
        "results.csv",
        "ard.csv",
        "tables.docx",
        "manifest.json",
    }
    assert {"adam/adsl.parquet", "notebooks/01_first.ipynb"} <= set(files)
    assert sorted(p.name for p in report.parent.iterdir()) == [".tiny.lock", "tiny"]
    rows = json.loads((report / "results.json").read_text(encoding="utf-8"))
    found = {row["id"]: (row["text"], row["notebook"]) for row in rows}
    assert found == {"first.n": ("3", "01_first"), "02_second.n": ("2", "02_second")}
    executed = (report / "notebooks/01_first.ipynb").read_text(encoding="utf-8")
    assert "object at 0x…" in executed
    assert "Passage(...)" not in executed.replace('Passage(...)\\"', "")
    last = json.loads((report / "notebooks/03_last.ipynb").read_text(encoding="utf-8"))
    assert last["cells"][1]["outputs"][0]["text"] == "['02_second.n', 'first.n']\n"


def test_the_manifest_names_every_input_and_output(built) -> None:
    manifest = read_manifest(built.report)
    assert manifest is not None
    files = outputs(built.report)
    del files["manifest.json"]
    assert manifest.outputs == files
    inputs = manifest.origin.inputs
    assert inputs["data/adsl.csv"] == digest(built.study / "adsl.csv")
    assert inputs["study.yml"] == digest(built.study / "study.yml")
    assert {"notebooks/01_first.ipynb", "ralu"} <= set(inputs)
    assert manifest.parameters == {"01_first": {"count": 3}, "02_second": {}, "03_last": {}}
    assert {"pandas", "papermill", "typst", "ipython"} <= set(manifest.origin.packages)
    assert manifest.origin.revision == "unknown"


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_the_revision_says_whether_notebooks_were_modified(project) -> None:
    def git(*command: str) -> str:
        author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        ran = subprocess.run(["git", *author, *command], capture_output=True, text=True, check=True)
        return ran.stdout

    def revision() -> str:
        study = load_study(project.study)
        code = sources(project.folder / "notebooks")
        return origin(study, project.study / "study.yml", code).revision

    project.passage("01_first")
    git("init")
    git("add", "notebooks")
    git("commit", "-m", "Notebooks")
    head = git("rev-parse", "HEAD")[:12]
    assert revision() == head
    project.passage("01_first", value=3)
    assert revision() == f"{head}+modified"


def test_two_runs_give_the_same_bytes_wherever_they_happen(built) -> None:
    before = outputs(built.report)
    shutil.rmtree(built.report)
    assert rebuilt() == ["01_first", "02_second", "03_last"]
    assert outputs(built.report) == before
    texts = [f.read_bytes() for f in built.report.rglob("*") if f.is_file()]
    assert not any(str(built.folder).encode() in text for text in texts)
    assert not any(os.fsencode(sys.prefix) in text for text in texts)


def test_only_what_changed_runs_again(built) -> None:
    built.passage("02_second", value=5)
    assert rebuilt() == ["02_second", "03_last"]
    assert '"text": "5"' in (built.report / "results.json").read_text(encoding="utf-8")

    built.parameters("{01_first: {count: 4}}")
    assert rebuilt() == ["01_first", "03_last"]

    (built.report / "notebooks/02_second.ipynb").write_text("{}", encoding="utf-8")
    assert rebuilt() == ["02_second"]

    adsl = built.study / "adsl.csv"
    adsl.write_text(adsl.read_text(encoding="utf-8").replace("71", "72"), encoding="utf-8")
    assert rebuilt() == ["01_first", "02_second", "03_last"]


def test_each_chapter_says_why_it_runs(built) -> None:
    built.parameters("{01_first: {count: 4}}")
    assert "01_first: running 5 cells (parameter `count` changed)" in again().said
    built.passage("02_second", value=5)
    said = again().said
    assert "02_second: running 2 cells (cells changed)" in said
    assert "03_last: running 2 cells (results of other chapters changed)" in said
    study = built.study / "study.yml"
    study.write_text(study.read_text(encoding="utf-8").replace("DRAFT", "FINAL"), encoding="utf-8")
    assert "02_second: running 2 cells (study.yml `status` changed)" in again().said


def test_another_text_runs_no_cell_and_leaves_what_a_whole_run_would(built) -> None:
    file = built.folder / "notebooks/01_first.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    text = {"cell_type": "markdown", "id": "new", "metadata": {}, "source": "## Before"}
    notebook["cells"][0]["source"] = "# The first chapter"
    notebook["cells"][1:1] = [text]
    notebook["cells"].append(text | {"id": "last", "source": "Behind"})
    file.write_text(json.dumps(notebook), encoding="utf-8")
    found = again()
    assert found.ran == []
    assert "01_first: its text changed, no cell runs" in found.said
    page = (built.report / "report.html").read_text(encoding="utf-8")
    assert "The first chapter" in page
    made = outputs(built.report)
    shutil.rmtree(built.report)
    assert len(rebuilt()) == 3
    assert outputs(built.report) == made


def test_a_run_that_fails_at_the_end_keeps_its_chapters(built) -> None:
    before = outputs(built.report)
    good = (built.folder / "notebooks/02_second.ipynb").read_bytes()
    built.notebook("02_second", "# Second: 31 patients", PASSAGE.format(id="b", value=7))
    with pytest.raises(AssembleError, match="31"):
        again()
    assert outputs(built.report) == before
    with pytest.raises(AssembleError, match="31"):
        assert again().ran == []
    built.notebook("02_second", "# Second", PASSAGE.format(id="b", value=7))
    assert again().ran == []
    assert '"id": "b.n"' in (built.report / "results.json").read_text(encoding="utf-8")
    assert sorted(p.name for p in built.report.parent.iterdir()) == [".tiny.lock", "tiny"]
    (built.folder / "notebooks/02_second.ipynb").write_bytes(good)
    assert rebuilt() == ["02_second", "03_last"]


def test_a_report_of_another_version_is_made_anew(built) -> None:
    file = built.report / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    manifest["keys"] = dict.fromkeys(manifest["keys"], "0" * 64)
    file.write_text(json.dumps(manifest), encoding="utf-8")
    assert rebuilt() == ["01_first", "02_second", "03_last"]


def test_what_is_taken_over_changes_no_order(built) -> None:
    shared = PASSAGE.format(id="shared", value=3)
    tables = [shared.replace('"tab-x"', f'"tab-{name}"') for name in "ab"]
    built.notebook("01_first", "#: parameters\ncount: int = 1", tables[0])
    built.notebook("02_second", tables[1])
    built.notebook(
        "03_last",
        "import json, os, pathlib\n"
        "rows = json.loads(pathlib.Path(os.environ['RALU_RUN'], 'ledger.json').read_text())\n"
        "print([row['output'] for row in rows])",
        reads="ledger",
    )
    assert len(rebuilt()) == 3
    built.notebook("01_first", "#: parameters\ncount: int = 1", tables[0], "pass")
    assert rebuilt() == ["01_first"]  # the results of both are as they were
    made = outputs(built.report)
    shutil.rmtree(built.report)
    assert len(rebuilt()) == 3
    assert outputs(built.report) == made


def test_what_ran_beside_a_failing_chapter_is_kept(built) -> None:
    built.parameters("{01_first: {count: 8}}")
    built.notebook("02_second", "1 / 0")
    assert main(["report", "tiny"]) == 3
    assert main(["report", "tiny"]) == 3, "a chapter that did not run is not there"
    built.passage("02_second", value=6)
    assert rebuilt() == ["02_second", "03_last"]


def test_kept_chapters_that_somebody_changed_are_made_again(built) -> None:
    built.notebook("02_second", "# Second: 31 patients", PASSAGE.format(id="b", value=7))
    with pytest.raises(AssembleError):
        again()
    kept = built.report.with_name(".tiny.kept") / "notebooks/02_second.ipynb"
    kept.write_text(kept.read_text(encoding="utf-8").replace("7", "8"), encoding="utf-8")
    built.notebook("02_second", "# Second", PASSAGE.format(id="b", value=7))
    found = again()
    assert found.ran == ["02_second"]
    assert "02_second: running 2 cells (its last outputs are changed or missing)" in found.said


def test_a_module_beside_the_notebooks_decides_their_results(built) -> None:
    beside = built.folder / "notebooks/beside.py"
    beside.write_text("value = 3", encoding="utf-8")
    built.notebook("02_second", "# Second", "import beside", PASSAGE.format(id="b", value=7))
    assert rebuilt() == ["02_second", "03_last"]
    beside.write_text("value = 4", encoding="utf-8")
    assert rebuilt() == ["02_second"]


def test_an_unchanged_report_is_left_alone_at_once(built) -> None:
    before = {file: file.stat().st_mtime_ns for file in built.report.rglob("*")}
    code = (
        "import sys; from ralu.cli import main; code = main(['report', 'tiny'])\n"
        "print(code, *(m for m in ('pandas', 'papermill', 'nbformat', 'nbconvert', 'typst', "
        "'rich', 'matplotlib') if m in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["outputs/tiny/report.html", "outputs/tiny/report.pdf", "0"]
    assert "up to date" in ran.stderr
    assert {file: file.stat().st_mtime_ns for file in built.report.rglob("*")} == before


def test_a_removed_output_is_made_again(built) -> None:
    (built.report / "report.pdf").unlink()
    assert rebuilt() == []
    assert (built.report / "report.pdf").read_bytes().startswith(b"%PDF")


def test_a_picture_that_somebody_changed_is_drawn_again(built) -> None:
    built.notebook("01_first", "#: parameters\ncount: int = 1", FIGURE.format(height=3))
    assert rebuilt() == ["01_first", "03_last"]
    picture = built.report / "figures/fig-x.png"
    drawn = picture.read_bytes()
    picture.write_bytes(b"other")
    assert rebuilt() == []
    assert picture.read_bytes() == drawn


def test_a_figure_that_changed_gets_another_picture_and_others_are_taken_over(built) -> None:
    built.notebook("01_first", "#: parameters\ncount: int = 1", FIGURE.format(height=3))
    built.notebook("02_second", FIGURE.format(height=2).replace("fig-x", "fig-y"))
    again()
    before = outputs(built.report)
    built.notebook("01_first", "#: parameters\ncount: int = 1", FIGURE.format(height=4))
    again()
    after = outputs(built.report)
    assert after["figures/fig-x.png"] != before["figures/fig-x.png"]
    assert after["figures/fig-y.png"] == before["figures/fig-y.png"]
    shutil.rmtree(built.report)
    again()
    assert outputs(built.report) == after


def test_a_failing_notebook_is_told_and_leaves_the_last_report(built, capsys) -> None:
    before = outputs(built.report)
    good = (built.folder / "notebooks/02_second.ipynb").read_bytes()
    built.notebook("02_second", "print('so far')", "1 / 0")
    assert main(["report", "tiny"]) == 3
    told = capsys.readouterr().err
    assert "Notebook 02_second failed in cell 2 of 2:\n\n    1 / 0\n" in told
    assert "ZeroDivisionError: division by zero" in told
    assert "outputs/tiny.failed" in told
    assert outputs(built.report) == before
    half = (built.folder / "outputs/tiny.failed/02_second.ipynb").read_text(encoding="utf-8")
    assert "so far" in half

    (built.folder / "notebooks/02_second.ipynb").write_bytes(good)
    assert main(["report", "tiny"]) == 0
    assert not (built.folder / "outputs/tiny.failed").exists()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_kernels_and_leaves_the_last_report(
    built, sleeping, capsys, ending
) -> None:
    run, kernel = sleeping
    before = outputs(built.report)
    assert main(["report", "tiny"]) == 1
    assert f"Another run (process {run.pid})" in capsys.readouterr().err
    run.send_signal(ending)
    _, told = run.communicate(timeout=10)
    assert run.returncode == 130
    assert told.endswith("Interrupted; the last good report is as it was.\n")
    assert until(lambda: not alive(kernel), 5)
    assert outputs(built.report) == before
    assert sorted(p.name for p in built.report.parent.iterdir()) == [".tiny.lock", "tiny"]


def test_a_killed_run_leaves_the_last_report_and_no_kernel(built, sleeping) -> None:
    run, kernel = sleeping
    before = outputs(built.report)
    run.kill()
    assert until(lambda: not alive(kernel), 5)
    assert outputs(built.report) == before
    built.passage("02_second", value=9)
    assert rebuilt() == ["02_second", "03_last"]
    assert sorted(p.name for p in built.report.parent.iterdir()) == [".tiny.lock", "tiny"]
