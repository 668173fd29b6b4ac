"""YAML files as people write them."""

from __future__ import annotations

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
        ("a: !!int many\n", "is not YAML: invalid literal"),
        ("a: \x00\n", "is not YAML: unacceptable character"),
        ("[" * 5000, "is not YAML: maximum recursion depth exceeded"),
        ("a: ü\n".encode("latin-1"), "is not UTF-8 text. Save it as UTF-8."),
    ],
)
def test_what_is_not_yaml(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert refusal(tmp_path, content).startswith(message)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"cannot be read \(No such file or directory\)\. Write one"
    ):
        read_yaml(tmp_path / "none.yml", "Write one.")
