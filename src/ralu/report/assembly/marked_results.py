"""Marked texts print what their ledger row or their choice of study.yml says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from ralu.ledger import LedgerRow
from ralu.printed import CHOICES, segments
from ralu.problems import nearest
from ralu.prose import CHOICE, rounded
from ralu.report.assembly.texts import Text
from ralu.typeset import pretty

_PLACE = re.compile(r"\{(?:study\.\w+|[^\s{}:.]+(?:\.[^\s{}:.]+)+)(?::[^{}]*)?\}")
"""What `chapter.say` fills in, left as it was written."""


def wrong_marks(
    texts: Iterable[Text], ledger: Mapping[str, LedgerRow], choices: Mapping[str, str]
) -> Iterator[str]:
    """Yield a line for each marked text that its ledger row or choice does not print."""
    for one in texts:
        for part, id in _marked(one):
            check = (
                _choice(part, id, choices) if id.startswith(CHOICES) else _result(part, id, ledger)
            )
            if check:
                yield f"{one.where}: {check}"


def by_hand(texts: Iterable[Text]) -> Iterator[str]:
    """Yield a line for each link to a result or choice that `chapter.say` did not write."""
    for one in texts:
        for part, id in _marked(one):
            name = id.replace(CHOICES, CHOICE)
            yield (
                f"{one.where}: “{part}” is linked to {id} by hand. "
                f"Write it as {{{name}}} in chapter.say(...)."
            )


def unfilled(texts: Iterable[Text], without_data: Callable[[str], str]) -> Iterator[str]:
    """Yield a line for each ``{id}`` that a reader would see as it stands.

    `without_data` blanks what the files of the study hold, which may look like one.
    """
    for one in texts:
        suspect = [text for text in one.parts if _PLACE.search(text)]
        for found in (found for text in suspect for found in _PLACE.findall(without_data(text))):
            instead = (
                "Say it by chapter.say(...), which fills it in."
                if one.markdown
                else "Compose the text of what Ledger.add returned."
            )
            yield f"{one.where}: {found} is not filled in. {instead}"


def _marked(one: Text) -> Iterator[tuple[str, str]]:
    """Yield the marked parts of a text with their ids."""
    yield from (found for text in one.parts for found in segments(text) if found[1])


def _choice(part: str, id: str, choices: Mapping[str, str]) -> str:
    """Return what is wrong with a text marked as a choice, "" where nothing is."""
    key = id.removeprefix(CHOICES)
    if key not in choices:
        return f"study.yml has no '{key}' to print; the nearest: {nearest(key, choices)}."
    text = choices[key]
    return (
        ""
        if part in (text, pretty(text))
        else f"“{part}” is marked as {key} of study.yml, which is {text}."
    )


def _result(part: str, id: str, ledger: Mapping[str, LedgerRow]) -> str:
    """Return what is wrong with a text marked as a result, "" where nothing is."""
    if id not in ledger:
        return f"no ledger row has the id '{id}'; the nearest: {nearest(id, ledger)}."
    if _prints(part, ledger[id]):
        return ""
    return f"“{part}” is marked as {id}, which prints {ledger[id].text}."


def _prints(part: str, row: LedgerRow) -> bool:
    """Return whether a marked text is that of its row, in one of its forms.

    These are the text as it is or as typeset, with a blank behind a sign of comparison (``p <
    0.001``), of all (``105/133``), or the value rounded to other decimals.
    """
    forms = {row.text, pretty(row.text), row.text.replace("<", "< "), f"{row.text}/{row.n}"}
    return part in forms or part == rounded(row, len(part.partition(".")[2]))
