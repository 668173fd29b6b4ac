"""Markdown as running text: what a reader sees of it, with its results marked.

It comes from the syntax tree that the writers print, so that a number is a list's number only where
the page has a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import unquote

import mistune

from ralu.printed import CHOICES, SCHEME, Printed, assemble

Token = Mapping[str, Any]
COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
_parse = mistune.create_markdown(renderer="ast", plugins=["table", "strikethrough"])


@lru_cache(maxsize=1024)
def running_text(markdown: str) -> tuple[Printed, ...]:
    """Return each paragraph, heading, list item and cell of Markdown as text.

    Blocks of code and comments are left out. A list that does not begin with 1 begins with a
    number that somebody chose, so that number is text.
    """
    return tuple(text for text in _blocks(_tokens(markdown)) if text)


def _tokens(markdown: str) -> Iterable[Token]:
    tokens = _parse(markdown)
    return () if isinstance(tokens, str) else tokens


def _blocks(tokens: Iterable[Token]) -> Iterator[Printed]:
    for token in tokens:
        children = token.get("children", ())
        match token["type"]:
            case "block_code":
                continue
            case "block_html":
                yield Printed(_raw(token))
            case "paragraph" | "block_text" | "heading" | "table_cell":
                yield assemble(_inline(children))
            case "list":
                start = token["attrs"].get("start", 1)
                yield Printed("" if start == 1 else f"{start}.")
                yield from _blocks(children)
            case _:
                yield from _blocks(children)


def _inline(tokens: Iterable[Token]) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text, each with the id that its link names or ""."""
    for token in tokens:
        children = token.get("children", ())
        match token["type"]:
            case "softbreak" | "linebreak":
                yield "\n", ""
            case "link" if id := _id(unquote(unescape(token["attrs"]["url"]))):
                yield "".join(text for text, _ in _inline(children)), id
            case "text":
                yield unescape(_raw(token)), ""
            case _ if children:
                yield from _inline(children)
            case _:
                yield _raw(token), ""


def _id(url: str) -> str:
    """Return the id of a result or choice that a link names, "" for every other link."""
    return url.removeprefix(SCHEME) if url.startswith((SCHEME, CHOICES)) else ""


def _raw(token: Token) -> str:
    """Return the text of a token without children; a comment is nothing."""
    raw = str(token.get("raw", ""))
    return "" if COMMENT.fullmatch(raw) else raw
