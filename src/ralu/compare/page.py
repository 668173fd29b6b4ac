"""A difference as one HTML page that loads nothing from elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Container, Iterable, Sequence
from html import escape
from importlib.resources import files

from ralu.compare.curves import FigureChange
from ralu.compare.difference import Difference, RowChange
from ralu.compare.outputs import OutputChange
from ralu.compare.sections import (
    OUTPUTS,
    SAME_ORIGIN,
    Section,
    absolute,
    alarm,
    by_cause,
    distance,
    in_words,
    relative,
    remarks,
    sections,
    shown,
    summary,
)

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{banner}<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
TITLE = "What changed between two reports"
BANNER = '<header class="banner">SYNTHETIC DATA</header>\n'
HEADS = ("Result", "Old", "New", "Unit", "Change of value", "Relative", "What else changed")
TEXTS = (0, 3, 6)
"""Columns that are no numbers."""


def to_html(difference: Difference) -> str:
    """Return the page; equal reports give equal bytes."""
    warning = alarm(difference)
    parts = [
        _pairs(
            (label, f"{saved.name}, build {saved.manifest.origin.identity}")
            for label, saved in (("Old", difference.old), ("New", difference.new))
        ),
        f'<p class="alarm">Unexplained: {escape(warning)}</p>' if warning else "",
        "<h2>What they were made from</h2>",
        _origin(difference),
        "<h2>Results</h2>",
        _list(summary(difference)) if difference.everything else "<p>No differences.</p>",
        _outputs("tables", difference.tables),
        _outputs("figures", difference.figures),
        *(
            _figure(figure, difference.synthetic)
            for figure in difference.figures
            if figure.drawable
        ),
        "<h2>Results that differ</h2>" if difference.rows else "",
        *(_section(section) for section in sections(difference)),
    ]
    return PAGE.format(
        title=TITLE,
        style=(files("ralu.compare") / "page.css").read_text(encoding="utf-8"),
        banner=BANNER if difference.synthetic else "",
        body="\n".join(part for part in parts if part),
    )


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    entries = (f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs)
    return f"<dl>{''.join(entries)}</dl>"


def _list(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def _origin(difference: Difference) -> str:
    if not difference.origin:
        return f"<p>{SAME_ORIGIN}</p>"
    rows = [(change.name, change.kind, change.old, change.new) for change in difference.origin]
    caption = "Differences of origin; files by the first digits of their sha256"
    return _table(caption, ("What", "Kind", "Old", "New"), rows)


def _outputs(kind: str, outputs: Sequence[OutputChange]) -> str:
    """Return the tables or the figures that differ, by cause."""
    if not outputs:
        return ""
    lists = (
        _table(
            f"Cause: {cause}",
            (kind.capitalize(), "What differs"),
            [(output.id, in_words(output)) for output in of_cause],
        )
        for cause, of_cause in by_cause(outputs)
    )
    return f"<h2>{OUTPUTS[kind]}</h2>" + "".join(lists)


def _section(section: Section) -> str:
    rows = [_cells(change) for change in section.rows]
    used = [k for k, head in enumerate(HEADS) if any(row[k] for row in rows)]
    return _table(
        f"{section.title}; cause: {section.cause}",
        [HEADS[k] for k in used],
        [[row[k] for k in used] for row in rows],
        right={place for place, k in enumerate(used) if k not in TEXTS},
    )


def _cells(change: RowChange) -> tuple[str, ...]:
    else_changed = "; ".join(remarks(change))
    numbers = absolute(change), relative(change)
    return (change.row.id, *shown(change), change.row.unit, *numbers, else_changed)


def _table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Container[int] = (),
) -> str:
    """Return a table whose first column heads its rows."""

    def cell(tag: str, k: int, text: str, scope: str = "") -> str:
        kind = ' class="right"' if k in right else ""
        return f"<{tag}{scope}{kind}>{escape(text)}</{tag}>"

    head = "".join(cell("th", k, text, ' scope="col"') for k, text in enumerate(heads))
    body = (
        cell("th", 0, row[0], ' scope="row"')
        + "".join(cell("td", k, text) for k, text in enumerate(row) if k)
        for row in rows
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
        + "".join(f"<tr>{line}</tr>\n" for line in body)
        + "</tbody></table></div>"
    )


def _figure(figure: FigureChange, synthetic: bool) -> str:
    """Return the curves over each other, and in words how far apart they are."""
    from ralu.compare.overlay import overlay

    words = [f"{name}: {distance(figure, name)}" for name in figure.curves]
    alt = f"Old and new Kaplan–Meier curves of {figure.id}. " + ". ".join(words) + "."
    data = base64.b64encode(overlay(figure, synthetic=synthetic).encode()).decode("ascii")
    picture = f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}">'
    return (
        f"<figure><figcaption>{escape(figure.id)}: old and new curves</figcaption>"
        f'<div class="paper">{picture}</div>{_list(words)}</figure>'
    )
