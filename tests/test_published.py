"""published.yml: figures that can be compared, or a refusal that names them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from ralu.problems import InputError
from ralu.published import PublishedFigure, load_published, source_of
from ralu.study import load_study

RALU = Path(__file__).parents[1] / "data" / "ralu"
SNAPSHOT = """\
final:
  population: All
  source: Somewhere
  compared: true
  figures:
    - {label: Share, published: "56% (75/133)", value: 56, numerator: 75, denominator: 133}
"""


def figures_of(extract, text: str) -> dict[str, object]:
    extract.configure("published: published.yml\n")
    extract.put("published.yml", text)
    return load_published(extract.load())


def told(extract, text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        figures_of(extract, text)
    return [re.sub(r" \(line [0-9]+\)", "", str(problem)) for problem in refused.value.problems]


def test_the_published_figures_of_ralu() -> None:
    snapshots = load_published(load_study(RALU))
    assert [snapshot.compared for snapshot in snapshots.values()] == [True, True, False]
    for figure in (f for snapshot in snapshots.values() for f in snapshot.figures):
        if figure.numerator and figure.denominator:
            share = 100 * figure.numerator / figure.denominator
            assert round(share, figure.digits) == figure.value, figure.label


def test_a_study_without_published_figures(extract) -> None:
    assert load_published(extract.load()) == {}
    assert source_of(extract.load()) == ""


def test_the_source_names_the_content(extract) -> None:
    figures_of(extract, SNAPSHOT)
    source = source_of(extract.load())
    assert source == f"PUBLISHED sha256:{hashlib.sha256(SNAPSHOT.encode()).hexdigest()[:12]}"


def test_a_figure_that_stands_twice(extract) -> None:
    (line,) = told(extract, SNAPSHOT + SNAPSHOT.splitlines()[-1])
    assert line.startswith("published.yml, final.figures: share stands twice")


@pytest.mark.parametrize(
    ("published", "value", "digits"),
    [
        ("56% (75/133)", 56, 0),
        ("13.2 mo (95% CI 10.5-15.6)", 13.2, 1),
        ("12.0 mo", 12, 1),
        ("<0.001", 0.001, 3),
        ("-4.5%", -4.5, 1),
        ("7", 7, 0),
    ],
)
def test_digits_of_print(published: str, value: float, digits: int) -> None:
    assert PublishedFigure(label="a", published=published, value=value).digits == digits


def test_every_key_that_is_wrong_is_told_at_once(extract) -> None:
    text = SNAPSHOT.replace("compared: true", "compared: maybe").replace("source:", "sources:")
    assert told(extract, text.replace("value: 56", "value: '56'")) == [
        "published.yml, final.compared: 'maybe': is neither true nor false. Write true or "
        "false, without quotes.",
        "published.yml, final.figures.0.value: '56': is not a number in plain digits. "
        "Write 56, without quotes.",
        "published.yml, final.source: is missing. Add it.",
        "published.yml, final.sources: 'Somewhere': is not a key here. "
        "Remove it, or correct its spelling.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("value: 56", "value: 65", "published '56% (75/133)' does not begin with value 65"),
        ("56% (75/133)", "n.r.", "published 'n.r.' does not begin with value 56"),
        ('"56% (75/133)"', '""', "published '' does not begin with value 56"),
        (", denominator: 133", "", "numerator needs a denominator that is not smaller"),
        ("denominator: 133", "denominator: 13", "numerator needs a denominator"),
        ("value: 56", "value: .nan", "Input should be a finite number"),
        ("numerator: 75", "numerator: 7.5", "is not a whole number in plain digits"),
    ],
)
def test_figures_that_cannot_be(extract, old: str, new: str, message: str) -> None:
    assert old in SNAPSHOT
    (line,) = told(extract, SNAPSHOT.replace(old, new))
    assert line.startswith("published.yml, final.figures.0")
    assert message in line


def test_files_that_hold_no_figures(extract) -> None:
    assert "holds no keys" in told(extract, "")[0]
    assert "holds no keys" in told(extract, "- a\n")[0]
    assert "must be keys with values" in told(extract, "final:\n")[0]
    assert "is not YAML in line 7" in told(extract, SNAPSHOT.replace("{label", "[{label"))[0]
    assert (
        "final.figures: is empty"
        in told(extract, SNAPSHOT[: SNAPSHOT.index("figures:")] + "figures: []")[0]
    )
    (extract.folder / "published.yml").unlink()
    with pytest.raises(InputError, match=r"Correct published in study\.yml"):
        load_published(extract.load())
