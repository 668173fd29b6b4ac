"""The examples of docs/statistics.md print what stands below them."""

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/statistics.md").read_text(encoding="utf-8")
# A block of code, and the block of output right after it, if there is one.
EXAMPLE = re.compile(
    r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE
)


def test_examples_print_what_stands_below(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    namespace: dict[str, object] = {}
    expected, found = [], []
    for code, output in EXAMPLE.findall(TEXT):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, namespace)
        expected.append((code, output))
        found.append((code, printed.getvalue()))
    assert len(found) > 10
    assert found == expected


def test_every_public_method_has_an_example() -> None:
    import ralu.stats

    code = " ".join(code for code, _ in EXAMPLE.findall(TEXT))
    methods = [
        name
        for name in ralu.stats.__all__
        if callable(getattr(ralu.stats, name)) and name.islower()
    ]
    assert [name for name in methods if f"{name}(" not in code] == []
