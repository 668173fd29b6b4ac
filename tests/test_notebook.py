"""Notebooks as opened in JupyterLab: a plain IPython shell, in the folder they lie in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from ralu.blocks import MEDIA_TYPE, Column, Figure, Passage, Row, Table
from ralu.ledger import Ledger, LedgerError, LedgerRow, to_json
from ralu.notebook import Chapter, open_chapter
from ralu.problems import InputError


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


@pytest.fixture
def lab(project: Any, shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a shell in `notebooks/` beside `data/ralu`; ``lab.parameters`` writes study.yml."""
    for variable in ("RALU_RUN", "RALU_STUDY", "RALU_DATA"):
        monkeypatch.delenv(variable, raising=False)
    shutil.copytree(project.study, project.folder / "data/ralu")
    monkeypatch.chdir(project.folder / "notebooks")
    return shell


def set_parameters(text: str) -> None:
    file = Path("../data/ralu/study.yml")
    kept = [line for line in file.read_text().splitlines() if not line.startswith("parameters")]
    file.write_text("\n".join([*kept, f"parameters: {text}\n"]))


def row(id: str, text: str = "13.2", notebook: str = "03_survival") -> LedgerRow:
    columns = ("km", "tab-os", "p", "", "Overall", "OS", "", "median", 13.2, text)
    return LedgerRow(id, *columns, notebook=notebook)


def test_the_embedded_study_is_opened_where_nothing_else_is_named(lab: Any) -> None:
    chapter = open_chapter("01_cohort")
    assert chapter.study.title == "A study of two patients"
    assert len(chapter.adam.adsl) == 2


def test_parameters_of_study_yml_replace_those_of_the_notebook(lab: Any) -> None:
    set_parameters("{01_cohort: {columns: [AGE], most: 3}, 02_safety: {columns: []}}")
    lab.run_cell("columns = []\nmost = 1\nother = 5")
    with capture_output() as said:
        open_chapter("01_cohort")
    assert (lab.user_ns["columns"], lab.user_ns["most"], lab.user_ns["other"]) == (["AGE"], 3, 5)
    assert said.stdout == "From study.yml: columns = ['AGE'], most = 3\n"


def test_a_parameter_the_notebook_does_not_have_is_refused(lab: Any) -> None:
    set_parameters("{01_cohort: {colums: [AGE]}}")
    lab.run_cell("columns = []")
    with pytest.raises(InputError, match=r"parameters\.01_cohort\.colums: is no parameter"):
        open_chapter("01_cohort")


def test_a_notebook_that_reads_the_others_says_what_to_do_first(lab: Any) -> None:
    with pytest.raises(LedgerError, match="run make"):
        open_chapter("05_synopsis", reads_ledger=True)


def test_results_of_the_last_report_but_not_its_own(lab: Any) -> None:
    folder = Path("../outputs/ralu")
    folder.mkdir(parents=True)
    rows = [row("os.median"), row("old", notebook="05_synopsis")]
    (folder / "results.json").write_text(to_json(rows), encoding="utf-8")
    chapter = open_chapter("05_synopsis", reads_ledger=True)
    assert list(chapter.ledger) == ["os.median"]


@pytest.fixture
def chapter(study_of: Callable[..., Any], adam_of: Callable[..., Any], shell: Any) -> Chapter:
    return Chapter("03_survival", study_of(), adam_of(adsl={"USUBJID": ["1"], "SAFFL": ["Y"]}))


def shown(chapter: Chapter, *blocks: Any) -> list[dict[str, Any]]:
    with capture_output() as captured:
        chapter.show(*blocks)
    return [output.data for output in captured.outputs]


def table(source: str = "adsl") -> Table:
    ledger = Ledger("os", "km", "tab-os", "p", source)
    ledger.add("median", 13.2, "13.2")
    return Table("tab-os", ">=4", (Column("n"),), (Row(("1",)),), ledger=tuple(ledger.rows))


def test_shows_for_the_report_and_for_jupyterlab(chapter: Chapter) -> None:
    blocks = (table(), Figure("fig-a", "T", "<svg/>", "alt"), Passage("**x**"), None)
    bundles = shown(chapter, *blocks)
    assert [set(bundle) - {MEDIA_TYPE} for bundle in bundles] == [
        {"text/html"},
        {"image/svg+xml"},
        {"text/markdown"},
    ]
    block = bundles[0][MEDIA_TYPE]
    assert block["title"] == "≥4"
    (written,) = block["ledger"]
    assert written["notebook"] == "03_survival"
    assert written["source"] == chapter.adam.sources["adsl"]
    assert written["source"].startswith("ADSL sha256:")


def test_a_source_that_is_no_dataset_is_an_error(chapter: Chapter) -> None:
    with pytest.raises(KeyError, match="adsx"):
        shown(chapter, table("adsx"))


def said(chapter: Chapter, *arguments: Any) -> list[dict[str, Any]]:
    with capture_output() as captured:
        chapter.say(*arguments)
    return [output.data for output in captured.outputs]


def test_prose_takes_its_numbers_from_the_ledger(chapter: Chapter) -> None:
    shown(chapter, table())
    (bundle,) = said(chapter, "The median was {os.median} months.")
    assert bundle["text/markdown"] == "The median was 13.2 months."
    block = bundle[MEDIA_TYPE]
    assert block["markdown"] == "The median was [13.2](ledger:os.median) months."
    assert block["ledger"] == []


def test_prose_may_speak_of_what_is_not_shown_yet_and_records_it(chapter: Chapter) -> None:
    (bundle,) = said(chapter, "{os.median}, {os.median}", table())
    (written,) = bundle[MEDIA_TYPE]["ledger"]
    assert written["id"] == "os.median"
    assert written["source"] == chapter.adam.sources["adsl"]
    assert said(chapter, "{os.median}")


def test_prose_keeps_silent_about_what_the_study_does_not_have(chapter: Chapter) -> None:
    assert said(chapter, "{psa.median}", table(), None) == []
    with pytest.raises(LedgerError, match=r"the id 'psa\.median'"):
        said(chapter, "{psa.median}", table())


def test_an_unknown_id_is_refused_with_the_nearest(chapter: Chapter) -> None:
    shown(chapter, table())
    with pytest.raises(LedgerError, match=r"'os\.medain'; the nearest: os\.median\."):
        chapter.say("{os.medain}")


def test_published_figures_are_a_source(chapter: Chapter, tmp_path: Path) -> None:
    (tmp_path / "published.yml").write_text("x", encoding="utf-8")
    study = chapter.study.model_copy(update={"published": "published.yml"})
    study._file = tmp_path / "study.yml"
    chapter.study = study
    (bundle,) = shown(chapter, table("published"))
    (written,) = bundle[MEDIA_TYPE]["ledger"]
    assert written["source"] == "PUBLISHED sha256:2d711642b726"


def test_absence_is_said_only_where_nothing_is_there(chapter: Chapter) -> None:
    with capture_output() as captured:
        chapter.absent("PSA", None, None)
        chapter.absent("ALP", None, table())
    assert [o.data[MEDIA_TYPE]["markdown"] for o in captured.outputs] == [
        "This study does not have PSA."
    ]
    assert captured.outputs[0].data[MEDIA_TYPE]["tone"] == "absent"


def test_another_copy_of_the_package_is_refused(monkeypatch) -> None:
    monkeypatch.setenv("RALU_PACKAGE", "/elsewhere/ralu")
    with pytest.raises(InputError, match=r"copy of the package than .* /elsewhere"):
        open_chapter("01_cohort")
