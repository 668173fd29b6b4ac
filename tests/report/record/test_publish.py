"""Building aside and swapping in whole."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ralu.problems import InputError
from ralu.report.record.publish import BusyError, Site, publish, site


def report(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.fixture(params=["exchange", "renames"])
def _system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test on a system that can exchange folders and on one that cannot."""
    if request.param == "renames":

        def none(*_args: object, **_options: object) -> None:
            raise OSError

        monkeypatch.setattr(ctypes, "CDLL", none)


@pytest.mark.usefixtures("_system")
def test_the_new_report_takes_the_place_of_the_last(tmp_path: Path) -> None:
    target = tmp_path / "outputs" / "tiny"
    for text in ("first", "second", "third"):
        with site(target) as here:
            report(here.building, text)
            publish(here)
        assert (target / "manifest.json").read_text(encoding="utf-8") == text
        assert names(target.parent) == [".tiny.lock", "tiny"]


def test_a_run_that_ends_early_changes_nothing(tmp_path: Path) -> None:
    report(tmp_path / "tiny", "good")

    def stop() -> None:
        with site(tmp_path / "tiny") as here:
            report(here.building, "half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert (tmp_path / "tiny" / "manifest.json").read_text(encoding="utf-8") == "good"
    assert names(tmp_path) == [".tiny.lock", "tiny"]


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    here = Site(tmp_path / "tiny")
    report(here.building, "half")
    report(here.previous, "good")  # killed between the two renames
    with site(here.target) as again:
        assert names(again.building) == []
    assert (here.target / "manifest.json").read_text(encoding="utf-8") == "good"

    report(here.previous, "old")  # killed after them
    with site(here.target):
        pass
    assert (here.target / "manifest.json").read_text(encoding="utf-8") == "good"
    assert names(tmp_path) == [".tiny.lock", "tiny"]


def test_a_second_run_is_refused_and_told_who_runs(tmp_path: Path) -> None:
    first, second = site(tmp_path / "tiny"), site(tmp_path / "tiny")
    with first, pytest.raises(BusyError, match=f"process {os.getpid()}"), second:
        pass
    with site(tmp_path / "tiny"):
        pass


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys; from ralu.report.record.publish import site\n"
        "with site(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "tiny")], check=False)
    assert names(tmp_path) == [".tiny.building", ".tiny.lock"]
    with site(tmp_path / "tiny"):
        pass


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_no_report_is_never_replaced(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "mine"
    if kind == "file":
        target.write_text("mine", encoding="utf-8")
    else:
        target.mkdir()
        (target / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is no report"), site(target):
        pass
    assert names(tmp_path) == ["mine"]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written") as refused, site(tmp_path / "file/x"):
        pass
    assert "--out" in str(refused.value)
