"""Markdown as Typst source, by mistune's syntax tree."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import mistune

from ralu.report.assembly.headings import Headings
from ralu.report.assembly.running_text import COMMENT
from ralu.report.html.markdown import leads
from ralu.report.pdf.text import markup, string

_SHORT = 500
"""A paragraph of up to so many characters may move to the next page as a whole."""


class MarkdownTypst:
    """Renders Markdown cells in order."""

    def __init__(self, targets: Container[str]) -> None:
        self._renderer = _Renderer(targets)
        self._parse = mistune.create_markdown(
            renderer=self._renderer, plugins=["table", "strikethrough"]
        )

    def render(self, text: str, chapter: int, *, leads: bool = False) -> str:
        """Return the Typst source of Markdown that stands in a chapter.

        Where it `leads` up to a table or figure, a short last paragraph stays on its page.
        """
        self._renderer.chapter, self._renderer.leads = chapter, leads
        return str(self._parse(text))


class _Renderer(mistune.HTMLRenderer):
    """Each inline call ends in ``;``, so whatever follows it is text."""

    NAME = "typst"  # type: ignore[assignment]  # plugins bring HTML methods for "html"

    def __init__(self, targets: Container[str]) -> None:
        super().__init__()
        self.chapter = 0
        self.leads = False
        self._targets = targets
        self._headings = Headings()

    def __call__(self, tokens: Iterable[dict[str, Any]], state: Any) -> str:
        """Return the source of all tokens of a text."""
        given = [token for token in tokens if token["type"] != "blank_line"]
        if self.leads and given and given[-1]["type"] == "paragraph":
            given[-1]["type"] = "lead"
        return str(super().__call__(given, state))

    def text(self, text: str) -> str:
        return markup(text)

    def emphasis(self, text: str) -> str:
        return f"#emph[{text}];"

    def strong(self, text: str) -> str:
        return f"#strong[{text}];"

    def strikethrough(self, text: str) -> str:
        return f"#strike[{text}];"

    def codespan(self, text: str) -> str:
        return f"#raw({string(text)});"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not leads(url, self._targets):
            return text
        target = f"<{url[1:]}>" if url.startswith("#") else string(url)
        return f"#link({target})[{text}];"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return self.link(text or markup(url), url)

    def linebreak(self) -> str:
        return "#linebreak();"

    def softbreak(self) -> str:
        return " "

    def inline_html(self, html: str) -> str:
        return "" if COMMENT.fullmatch(html) else markup(html)

    def block_html(self, html: str) -> str:
        return "" if COMMENT.fullmatch(html) else f"{markup(html)}\n\n"

    def paragraph(self, text: str) -> str:
        return f"{text}\n\n"

    def lead(self, text: str) -> str:
        return f"#lead[{text}]\n\n" if len(text) <= _SHORT else self.paragraph(text)

    def block_text(self, text: str) -> str:
        return f"{text}\n"

    def blank_line(self) -> str:
        return ""

    def heading(self, text: str, level: int, **_: Any) -> str:
        if not text.strip():
            return ""
        level, _number = self._headings.place(self.chapter, level)
        return f"#heading(level: {level})[{text}]\n\n"

    def thematic_break(self) -> str:
        return "#line(length: 100%, stroke: 0.4pt)\n\n"

    def block_code(self, code: str, info: str | None = None) -> str:
        return f"#raw(block: true, {string(code.rstrip())})\n\n"

    def block_quote(self, text: str) -> str:
        return f"#quote(block: true)[{text.strip()}]\n\n"

    def list(self, text: str, ordered: bool, **attributes: Any) -> str:
        start = f"start: {attributes['start']}, " if "start" in attributes else ""
        return f"#{'enum' if ordered else 'list'}({start}{text})\n\n"

    def list_item(self, text: str) -> str:
        return f"[{text.strip()}],"

    def table(self, text: str) -> str:
        return f"#prose-table({text})\n\n"

    def table_head(self, text: str) -> str:
        columns = text.count("\0")
        return f"{columns}, table.header({text}),".replace("\0", "")

    def table_body(self, text: str) -> str:
        return text.replace("\0", "")

    def table_row(self, text: str) -> str:
        return text

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        """Return a cell, marked for counting the columns."""
        return f"\0table.cell(align: {align or 'left'})[{f'#strong[{text}];' if head else text}],"
