"""YAML files as people write them."""

from __future__ import annotations

import os
import time
import tracemalloc
from pathlib import Path

import pytest

from ralu.problems import InputError
from ralu.yamlfile import read_yaml


def read(folder: Path, content: str | bytes) -> object:
    written = content.encode() if isinstance(content, str) else content
    (folder / "a.yml").write_bytes(written)
    return read_yaml(folder / "a.yml", "Write one.")


def refusal(folder: Path, content: str | bytes) -> str:
    with pytest.raises(InputError) as refused:
        read(folder, content)
    (problem,) = refused.value.problems
    return str(problem).removeprefix(f"{folder / 'a.yml'}: ")


def test_dates_stay_text(tmp_path: Path) -> None:
    assert read(tmp_path, "a: 2022-02-30\nb: '2022-03-31'\n") == {
        "a": "2022-02-30",
        "b": "2022-03-31",
    }


def test_anchors_and_merged_keys(tmp_path: Path) -> None:
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, x: 3}\nc: *a\n"
    found = read(tmp_path, text)
    assert found == {"a": {"x": 1, "y": 2}, "b": {"x": 3, "y": 2}, "c": {"x": 1, "y": 2}}


def test_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeffa: ä\r\nb: 2\r\n") == {"a": "ä", "b": 2}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "is not YAML in line 4: the key c stands twice."),
        ("a: 1\nb: [1, 2\n", "is not YAML in line 3: expected ',' or ']'"),
        ("a: 1\n\tb: 2\n", "is not YAML in line 2: found character '\\t'"),
        ("a: b: c\n", "is not YAML in line 1: mapping values are not allowed here."),
        ("a: !!python/object:os.system x\n", "is not YAML in line 1: could not determine"),
        ("a: !!int many\n", "is not YAML in line 1: many is not what the tag"),
        ("a: \x00\n", "is not YAML: unacceptable character"),
        ("[" * 5000, "is not YAML in line 1: deeper than 20 levels."),
        ("a: ü\n".encode("latin-1"), "is not UTF-8 text. Save it as UTF-8."),
    ],
)
def test_what_is_not_yaml(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert refusal(tmp_path, content).startswith(message)


@pytest.mark.parametrize(
    "written",
    [
        "030",
        "007",
        "1_000",
        "1:30",
        "0x1E",
        "0b1",
        "0o17",
        "1e3",
        "NO",
        "on",
        "yes",
        "00.5",
        "1__0",
    ],
)
def test_odd_forms_of_yaml_1_1_are_the_text_that_was_written(tmp_path: Path, written: str) -> None:
    assert read(tmp_path, f"{written}: [{written}]\n") == {written: [written]}
    assert "is not what the tag" in refusal(tmp_path, f"a: !!int {written}\n")


@pytest.mark.parametrize(
    ("written", "value"),
    [("30", 30), ("-7", -7), ("+5", 5), ("0", 0), ("1.10", 1.1), (".5", 0.5), ("0.05", 0.05)],
)
def test_plain_numbers(tmp_path: Path, written: str, value: float) -> None:
    assert read(tmp_path, written) == value
    assert read(tmp_path, "[true, False, null, ~]") == [True, False, None, None]


def merges(depth: int) -> str:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, depth)]
    return "\n".join(lines)


BOMB = "a0: &a0 [x, x]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (merges(30), "aliases repeat more than 20,000 values."),
        (BOMB, "aliases repeat more than 20,000 values."),
        ("a: &a {b: *a}\n", "an alias stands within what it repeats."),
        ("a:\n" + "".join(" " * n + "- \n" for n in range(1, 60)), "deeper than 20 levels."),
        ("{a: " * 400, "deeper than 20 levels."),
    ],
)
def test_what_would_be_endless_or_large(tmp_path: Path, content: str, message: str) -> None:
    tracemalloc.start()
    begun = time.process_time()
    assert message in refusal(tmp_path, content)
    assert time.process_time() - begun < 1
    assert tracemalloc.get_traced_memory()[1] < 20e6
    tracemalloc.stop()


def test_a_huge_file(tmp_path: Path) -> None:
    assert refusal(tmp_path, "# long\n" * 20_000).startswith("is larger than 100,000 bytes.")


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yml")
    with pytest.raises(InputError, match="is not a regular file"):
        read_yaml(tmp_path / "pipe.yml", "Write one.")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"cannot be read \(No such file or directory\)\. Write one"
    ):
        read_yaml(tmp_path / "none.yml", "Write one.")
