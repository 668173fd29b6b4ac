"""Numbers in the text of a report that are no results of the ledger: typed ones, refused.

A number is any digit, raised, lowered or fraction that is not marked as a result or as a choice
of study.yml. Searched are Markdown with its code in a line, passages, titles, footnotes, alt texts,
cells of tables, and what a cell of the notebook prints. These numbers are not refused:

- what belongs to a word: ``PCWG3``, ``sha256``, ``PSMA-617``, but neither ``13mo`` nor ``n=133``;
- years from 1900 to 2099 that count nothing (neither ``N = 2013`` nor ``2013 patients``), and
  dates written as ``2022-03-31``;
- names that the ledger has for its rows: ``Week 2``, ``<6 months``; a name without a letter
  only before a colon; ids of its rows;
- in Markdown: blocks of code, addresses, comments, and the numbers of lists that begin with 1;
- references such as ``@tab-os``;
- in heads and first columns of tables, which are names: all but ``N = 133``, ``40/133``, ``30%``;
- in a table that is a listing (`Table.listing`): everything;
- what `Allowed` names.

Not looked for: numbers in words, in figures and the data behind them, and in warnings. A count that
looks like a year (``all 2013``) or like a choice with its words (``after 12 months``) gets past.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ralu.ledger import LedgerRow
from ralu.printed import Printed, assemble, segments
from ralu.report.assembly.references import ID
from ralu.report.assembly.texts import Text
from ralu.typeset import pretty

NEAREST = 3
AROUND = 30
"""Characters of context on either side of a number."""
_DIGIT = r"[\d²³¹¼-¾⁰-⁹₀-₉⅐-↉①-⓿]"
_NUMBER = re.compile(rf"[−-]?{_DIGIT}(?:[.,·'’/\u2009\u202f\u00a0]?{_DIGIT})*(?:\s?%)?")
_WORD = re.compile(r"\w\w+")
_COUNTED = (
    "patients?|men|women|people|persons?|participants?|subjects?|events?|deaths?|infusions?|"
    "injections?|doses?|samples?|values?|visits?|records?|rows?|days?|weeks?|months?|years?|"
    "in all|of|were|had"
)
_GENERAL = (
    r"(?<![\w.,·])(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?![\w-])",
    rf"(?<![\w.,·/=<>≤≥])(?<![=<>≤≥]\s)(?:19|20)\d\d(?!\w|[.,·/]\d|\s?%|\s(?:{_COUNTED})\b)",
    r"https?://[^\s)]+",
    r"(?<!\w)[A-Z][A-Za-z]*-\d+(?!\w|[.,·]\d|\s?%)",
    r"sha256:[0-9a-f]+",
)
_RESULT = re.compile(rf"(?i:\bn\s?=\s?){_DIGIT}|{_DIGIT}\s?/\s?{_DIGIT}|{_DIGIT}\s?%")
"""What can be no part of the name of a row or column."""
_ID = re.compile(r"\w[\w-]*(?:[.=][\w=-]+)+")
_REFERENCE = rf"@{ID.pattern}"


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
    choices
        Texts of the choices of study.yml that prose can name, by key.
    names_in_data
        Returns labels, names, levels and units that the files of the study hold, the longest
        first. It is asked only where a text would be refused without them.
    """

    patterns: Sequence[str] = ()
    of_chapter: Mapping[str, Sequence[str]] = field(default_factory=dict)
    phrases: Iterable[str] = ()
    generated: Sequence[str] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    names_in_data: Callable[[], Sequence[str]] = tuple

    def without_data(self, text: str) -> Printed:
        """Return a text with blanks for what the files of the study hold; marks stay.

        What has no letter, such as the unit ``1``, is known as a whole text only.
        """
        return assemble((part if id else self._blanked(part), id) for part, id in segments(text))

    def _blanked(self, text: str) -> str:
        for name in self.names_in_data():
            if text.strip() == name:
                return "\0" * len(text)
            if name in text and any(sign.isalpha() for sign in name):
                bounded = rf"(?<!\w){re.escape(name)}(?!\w)"
                text = re.sub(bounded, lambda found: "\0" * len(found[0]), text)
        return text


NOTHING_MORE = Allowed()


def typed_numbers(
    texts: Iterable[Text], ledger: Sequence[LedgerRow], allowed: Allowed
) -> Iterator[str]:
    """Yield a line for each typed number: where it stands and what to write instead.

    Of the cells of a table, or of what a cell of the notebook printed, only the first is told.
    """
    known, ids = _patterns(ledger, allowed), {row.id for row in ledger}
    of_chapter = {
        name: [re.compile(one) for one in more] for name, more in allowed.of_chapter.items()
    }
    told: set[str] = set()
    for one in texts:
        chapter = one.place.partition(",")[0]
        if chapter in allowed.generated or one.where in told:
            continue
        patterns = [*known, *of_chapter.get(chapter, ())]
        for text in one.parts:
            left = _left(text, patterns, ids)
            if _NUMBER.search(left):
                left = _left(allowed.without_data(text), patterns, ids)
            if one.kind == "name" and not _RESULT.search(left):
                continue
            for number in _NUMBER.finditer(left):
                typed, context = number[0].strip(), _context(text, *number.span())
                instead = _instead(typed, one, chapter, ledger)
                yield f"{one.where}: {typed} in “{context}” is typed. {instead}"
                if one.kind in ("cell", "printed"):
                    told.add(one.where)
                    break


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
            _alternatives(bare, r"(?<=[.,:]\s)(?:{})(?=:)"),
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


def _left(text: str, known: Iterable[re.Pattern[str]], ids: Container[str]) -> str:
    """Return a text with blanks for all of it that is no typed number."""
    left = "".join("\0" * len(part) if id else part for part, id in segments(text))
    if not _NUMBER.search(left):
        return ""
    left = _ID.sub(lambda id: "\0" * len(id[0]) if id[0] in ids else id[0], left)
    for pattern in known:
        left = pattern.sub(lambda found: "\0" * len(found[0]), left)
    return _WORD.sub(lambda w: "\0" * len(w[0]) if w[0][0].isalpha() else w[0], left)


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
    written = _remedy(one, same[0].id if same else "id")
    if not same:
        return f"{written}; no row of the ledger prints it."
    others = len(same) - NEAREST
    printing = ", ".join(row.id for row in same[:NEAREST])
    printing += f" and {others} more" if others > 0 else ""
    return f"{written}; {printing} print{'s' if len(same) == 1 else ''} it."


def _remedy(one: Text, id: str) -> str:
    if one.markdown:
        return f"Write it as {{{id}}} in chapter.say(...)"
    if one.kind == "printed":
        return "Put it into a table or passage, by chapter.show(...) or chapter.say(...)"
    listing = ", or give a table without results listing=True" if one.kind == "cell" else ""
    return f"Compose the text of what Ledger.add returned{listing}"
