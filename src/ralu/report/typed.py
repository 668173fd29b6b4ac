"""Numbers in the text of a report that are no results of the ledger: typed ones, refused.

A number is any digit, raised, lowered or fraction that is not marked as a result or as a choice
of study.yml. These are none of those that are refused:

- what belongs to a word: ``PCWG3``, ``sha256``, ``PSMA-617``, but neither ``13mo`` nor ``n=133``;
- years from 1900 to 2099, and dates written as ``2022-03-31``;
- names that the ledger has for its rows: ``Week 2``, ``<6 months``; a name without a letter
  only before a colon;
- in Markdown: code, addresses, comments, and the numbers of lists;
- references such as ``@tab-os``;
- what `Allowed` names.

Numbers in words are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ralu.ledger import LedgerRow
from ralu.printed import segments
from ralu.report import references
from ralu.report.texts import Text
from ralu.typeset import pretty

NEAREST = 3
AROUND = 30
"""Characters of context on either side of a number."""
_DIGIT = r"[\d²³¹¼-¾⁰-⁹₀-₉⅐-↉①-⓿]"
_NUMBER = re.compile(rf"[−-]?{_DIGIT}(?:[.,·'’/\u2009\u202f\u00a0]?{_DIGIT})*(?:\s?%)?")
_WORD = re.compile(r"\w+")
_GENERAL = (
    r"(?<![\w.,·])(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?![\w-])",
    r"(?<![\w.,·])(?:19|20)\d\d(?!\w|[.,·]\d|\s?%)",
    r"(?<!\w)[A-Z][A-Za-z]*-\d+(?!\w|[.,·]\d|\s?%)",
    r"sha256:[0-9a-f]+",
)
_MARKDOWN = (
    r"(?s:```.*?```|<!--.*?-->)|`[^`]*`",
    r"<https?:[^>\s]*>|https?://[^\s)]+|(?<=\])\([^()\s]*\)",
    r"(?m:^\s*\d+[.)]\s)",
)
_REFERENCE = rf"@{references.ID.pattern}"


@dataclass(frozen=True)
class Allowed:
    """Numbers that a text may hold though they are no results.

    Attributes
    ----------
    patterns
        Regular expressions, each with the words that make its number an allowed one.
    of_chapter
        More of them for a chapter, by its name.
    phrases
        Whole phrases, such as titles and levels of study.yml.
    generated
        Chapters that the report writes by itself: nobody typed their numbers.
    """

    patterns: Sequence[str] = ()
    of_chapter: Mapping[str, Sequence[str]] = field(default_factory=dict)
    phrases: Iterable[str] = ()
    generated: Sequence[str] = ()


NOTHING_MORE = Allowed()


def typed_numbers(
    texts: Iterable[Text], ledger: Sequence[LedgerRow], allowed: Allowed
) -> Iterator[str]:
    """Yield a line for each typed number: where it stands and what to write instead."""
    known = _patterns(ledger, allowed)
    of_chapter = {
        name: [re.compile(one) for one in more] for name, more in allowed.of_chapter.items()
    }
    for one in texts:
        chapter = one.place.partition(",")[0]
        if chapter in allowed.generated:
            continue
        text = one.marked
        found = _found(text, [*known, *of_chapter.get(chapter, ())], one.markdown)
        for start, end in found:
            number = str(text)[start:end].strip()
            instead = _instead(number, one, chapter, ledger)
            yield f"{one.where}: {number} in “{_context(text, start, end)}” is typed. {instead}"


def _patterns(ledger: Sequence[LedgerRow], allowed: Allowed) -> list[re.Pattern[str]]:
    """Return what all texts are relieved of, in this order."""
    words = {name for row in ledger for name in _names(row)} | set(allowed.phrases)
    words = {form for word in words for form in (word, pretty(word)) if re.search(_DIGIT, word)}
    phrases = [word for word in words if any(sign.isalpha() for sign in word)]
    bare = words.difference(phrases)
    return [
        re.compile(pattern)
        for pattern in (
            _alternatives(phrases, r"(?<!\w)(?:{})(?!\w)"),
            _alternatives(bare, r"(?<=[,:]\s)(?:{})(?=:)"),
            _REFERENCE,
            *allowed.patterns,
            *_GENERAL,
        )
        if pattern
    ]


def _names(row: LedgerRow) -> tuple[str, ...]:
    level = row.variable_level
    return (row.population, row.variable, row.group_level, level, level.partition("=")[2])


def _alternatives(words: Iterable[str], pattern: str) -> str:
    """Return a pattern of any of the words, the longest first, "" where there is none."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return pattern.format("|".join(map(re.escape, ordered))) if ordered else ""


def _found(
    text: str, known: Iterable[re.Pattern[str]], markdown: bool
) -> Iterator[tuple[int, int]]:
    """Yield start and end of each typed number."""
    left = "".join("\0" * len(part) if id else part for part, id in segments(text))
    for pattern in (*(re.compile(one) for one in _MARKDOWN if markdown), *known):
        left = pattern.sub(lambda found: "\0" * len(found[0]), left)
    left = _WORD.sub(lambda w: "\0" * len(w[0]) if w[0][0].isalpha() else w[0], left)
    for number in _NUMBER.finditer(left):
        yield number.span()


def _context(text: str, start: int, end: int) -> str:
    """Return a number in its words, in one line."""
    before = str(text)[:start].rpartition("\n")[2]
    after = str(text)[end:].partition("\n")[0]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + "…"
    return f"{before}{str(text)[start:end]}{after}".strip()


def _instead(number: str, one: Text, chapter: str, ledger: Sequence[LedgerRow]) -> str:
    """Return what to write in the place of a typed number.

    Of the rows that print it those come first whose id has most words in common with the text.
    """
    text = number.lstrip("−-").rstrip("% ")
    words = set(re.findall(r"[a-z]+", one.text.lower()))
    same = [row for row in ledger if row.text.lstrip("−") == text]
    shared = {row.id: len(words.intersection(re.findall(r"[a-z]+", row.id))) for row in same}
    same.sort(key=lambda row: (-shared[row.id], row.notebook != chapter, len(row.id), row.id))
    if one.markdown:
        written = f"Write it as {{{same[0].id if same else 'id'}}} in chapter.say(...)"
    else:
        written = "Compose the text of what Ledger.add returned"
    if not same:
        return f"{written}; no row of the ledger prints it."
    others = len(same) - NEAREST
    printing = ", ".join(row.id for row in same[:NEAREST])
    printing += f" and {others} more" if others > 0 else ""
    return f"{written}; {printing} print{'s' if len(same) == 1 else ''} it."
