"""Markdown as HTML: one text for both writers, so what the PDF cannot hold is not here either."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

import mistune

from ralu.printed import SCHEME
from ralu.report.assembly.headings import Headings
from ralu.report.assembly.running_text import COMMENT


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    id: str
    number: str
    text: str
    level: int


class MarkdownHtml(mistune.HTMLRenderer):
    """Renders Markdown cells in order and collects the contents on the way.

    Raw HTML is printed as text and pictures become links: nothing is loaded, nothing runs.
    Links inside the report go to numbered tables and figures only; those of results become what
    `mark` makes of their text and ledger id.
    """

    def __init__(self, targets: Container[str], mark: Callable[[str, str], str]) -> None:
        super().__init__(escape=True)
        self.contents: list[Entry] = []
        self._targets = targets
        self._mark = mark
        self._headings = Headings()
        self._chapter = 0
        self._parse = mistune.create_markdown(renderer=self, plugins=["table", "strikethrough"])

    def render(self, text: str, chapter: int) -> str:
        """Return the HTML of Markdown that stands in a chapter."""
        self._chapter = chapter
        return str(self._parse(text))

    def heading(self, text: str, level: int, **_: object) -> str:
        """Return a heading one level down, the title of the report being the first."""
        if not text.strip():
            return ""
        level, number = self._headings.place(self._chapter, level)
        tag = f"h{min(level + 1, 6)}"
        if not number:
            return f"<{tag}>{text}</{tag}>\n"
        entry = Entry(
            f"sec-{number.replace('.', '-')}", number, mistune.util.striptags(text), level
        )
        self.contents.append(entry)
        shown = f'<span class="number">{number}</span> {text}'
        return f'<{tag} id="{entry.id}">{shown}</{tag}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Return a link where it leads somewhere, else its text."""
        if url.startswith(SCHEME):
            return self._mark(text, unquote(unescape(url.removeprefix(SCHEME))))
        return super().link(text, url, title) if leads(url, self._targets) else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return a link to the picture: the report loads nothing."""
        return self.link(text or self.escape_attribute(url), url, title)

    def inline_html(self, html: str) -> str:
        """Return raw HTML as text; a comment is nothing."""
        return "" if COMMENT.fullmatch(html) else mistune.escape(html)

    def block_html(self, html: str) -> str:
        """Return raw HTML as a paragraph of text; a comment is nothing."""
        return "" if COMMENT.fullmatch(html) else f"<p>{mistune.escape(html)}</p>\n"

    def table(self, text: str) -> str:
        """Return a table of the prose in a region of its own that scrolls."""
        region = '<div class="scroll" role="group" tabindex="0" aria-label="Table">'
        return f"{region}<table>\n{text}</table></div>\n"


def leads(url: str, targets: Container[str]) -> bool:
    """Return whether a link works in the report as a file of its own."""
    if url.startswith("#"):
        return url[1:] in targets
    return url.startswith(("https://", "http://", "mailto:"))
