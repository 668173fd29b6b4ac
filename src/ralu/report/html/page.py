"""The report as one self-contained HTML file, by nbconvert and a template of our own."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import as_file, files
from typing import Any

from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML

from ralu.report.assembly.assemble import Report
from ralu.report.html.pieces import PieceWriter
from ralu.report.html.results import Results, code_id

_TEMPLATES = files("ralu.report.html") / "templates"


class HtmlExporter(TemplateExporter):
    """Exports a notebook as a page; unlike nbconvert's own, it does not rewrite what it made."""

    file_extension = ".html"
    output_mimetype = "text/html"
    template_name = "html_report"


def to_html(report: Report) -> str:
    """Return the report as one HTML file that loads nothing from elsewhere."""
    results = Results(report)
    writer = PieceWriter(report, results)
    with as_file(_TEMPLATES) as folder:
        exporter = HtmlExporter(  # type: ignore[no-untyped-call]
            extra_template_basedirs=[str(folder)],
            filters={
                "markdown_cell": writer.markdown_cell,
                "pieces": writer.pieces,
                "references": writer.plain,
                "code_id": code_id,
                "highlight_code": Highlight2HTML(pygments_lexer="python3"),  # type: ignore[no-untyped-call]
            },
        )
        exporter.environment.globals.update(
            report=report,
            contents=writer.markdown.contents,
            ledger=results.to_json(),
            **_assets(),
        )
        body, _ = exporter.from_notebook_node(report.notebook)
    return str(body)


def _assets() -> dict[str, Any]:
    """Return style, scripts, and the policy by which nothing else runs and nothing loads."""
    folder = _TEMPLATES / "html_report"
    style = (folder / "style.css").read_text(encoding="utf-8")
    early, script = (
        (folder / name).read_text(encoding="utf-8") for name in ("early.js", "report.js")
    )
    hashes = " ".join(map(_hash, (early, script)))
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {hashes}"
    return {"style": style, "early": early, "script": script, "policy": policy}


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"
