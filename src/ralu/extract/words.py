"""Coded columns: which words are known, and in which spellings they may come.

Words are compared after `folded`. A word that is not known is never taken for another one, nor for
"no": it is refused, and study.yml can say by ``codes`` what it stands for.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from json import dumps
from typing import Literal

LIKE = 0.75
"""From this similarity on a known word is proposed: a wrong one must not be at hand to copy."""
_SEPARATOR = r"[\s\-_/.,:;()\u2010-\u2015\u2212]"
_SEPARATORS = re.compile(rf"(?<!\d){_SEPARATOR}+|{_SEPARATOR}+(?!\d|{_SEPARATOR})")
"""Between two digits they stay: 7.5 mg is not 75 mg."""


def folded(word: str) -> str:
    """Return a word without what spellings differ by: case, blanks, hyphens, raised digits.

    Signs that can mean something, such as ``+`` and ``?``, stay, and so do what separates two
    digits and a word of separators only.
    """
    plain = unicodedata.normalize("NFKC", word).casefold()
    return _SEPARATORS.sub("", plain) or plain


class UnknownWordError(ValueError):
    """A coded column holds a word that nobody declared."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of a column; it stands in the annotation of a column.

    Attributes
    ----------
    words
        Each word as the report prints it, with other ways to say it.
    others
        What becomes of further words: they are refused; refused unless ``codes`` in study.yml maps
        them to themselves, which declares them; or taken.
    """

    words: Mapping[str, tuple[str, ...]]
    others: Literal["refused", "declared", "taken"] = "refused"

    @cached_property
    def _known(self) -> dict[str, str]:
        every = ((word, s) for word, others in self.words.items() for s in (word, *others))
        return {folded(spelling): word for word, spelling in every}

    def spellings(self, texts: Iterable[str]) -> dict[str, str]:
        """Return the one spelling of each of the texts that a column holds.

        Known words stand as declared, others as most of their cells write them.
        """
        counts = Counter(texts)
        usual = {folded(text): text for text in sorted(counts, key=lambda t: (counts[t], t))}
        return {text: self._known.get(folded(text), usual[folded(text)]) for text in counts}

    def check(self, word: str, *, declared: bool) -> None:
        """Refuse a word that is not known.

        Raises
        ------
        UnknownWordError
            Naming the words that are.
        """
        if folded(word) in self._known or self.others == "taken":
            return
        if not (declared and self.others == "declared"):
            raise UnknownWordError(f"is not a known word; known are: {', '.join(self.words)}")

    def nearest(self, word: str) -> str:
        """Return the known word that is much like another one, "?" where none is."""
        near = get_close_matches(folded(word), self._known, 1, cutoff=LIKE)
        return self._known[near[0]] if near else "?"


def mapping_remedy(table: str, column: str, word: str, meaning: str) -> str:
    """Return what to do about a word that is not known, with the line for study.yml."""
    pair = f"{dumps(word, ensure_ascii=False)}: {dumps(meaning, ensure_ascii=False)}"
    line = f"codes: {{{table}: {{{column}: {{{pair}}}}}}}"
    return f"Correct it, or say in study.yml what it stands for: {line} (null: not known)."


ANY = Vocabulary({}, others="taken")
"""Names of the study's own; spellings of one name become one."""

RELATED_TO = Vocabulary(
    {
        "177Lu-PSMA": (
            *("177Lu", "Lu-177", "Lu-177-PSMA", "lutetium-177", "lutetium-177-PSMA", "177Lutetium"),
            *("177Lu-PSMA-617", "177Lu-PSMA-I&T", "related to 177Lu-PSMA", "177Lu-PSMA related"),
            *("possibly related to 177Lu-PSMA", "probably related to 177Lu-PSMA"),
        ),
        "not 177Lu-PSMA": (
            *("not related to 177Lu-PSMA", "unrelated to 177Lu-PSMA", "177Lu-PSMA not related"),
            *("unlikely related to 177Lu-PSMA", "177Lu-PSMA unlikely", "unlikely 177Lu-PSMA"),
            *("not related", "unrelated", "unlikely", "unlikely related"),
        ),
        "223Ra": ("Ra-223", "radium-223", "223Radium"),
        "disease": ("prostate cancer", "underlying disease", "progression", "disease progression"),
        "other": (),
        "unknown": ("not known", "unclear", "not assessable"),
    }
)
TO_TREATMENT, NOT_TO_TREATMENT = ("177Lu-PSMA",), ("not 177Lu-PSMA", "223Ra", "disease", "other")
"""Which of them say that an event is related to the treatment; the rest does not say."""

OUTCOME = Vocabulary(
    {
        "recovered": ("resolved", "recovered/resolved"),
        "recovered with sequelae": (
            *("resolved with sequelae", "recovered/resolved with sequelae"),
        ),
        "recovering": ("resolving", "recovering/resolving"),
        "not recovered": ("not resolved", "not recovered/not resolved", "ongoing", "unresolved"),
        "fatal": ("death", "died"),
        "unknown": ("not known",),
    }
)
ACTION_TAKEN = Vocabulary(
    {
        "none": ("no action", "dose not changed", "no change"),
        "dose delayed": ("delayed", "delay"),
        "dose reduced": ("reduced", "dose reduction"),
        "drug interrupted": ("interrupted", "dose interrupted", "treatment interrupted"),
        "drug withdrawn": (
            *("withdrawn", "discontinued", "drug discontinued", "permanently discontinued"),
            *("treatment discontinued", "treatment stopped", "stopped", "treatment withdrawn"),
        ),
        "not applicable": (),
        "unknown": ("not known",),
    }
)
THERAPY_CLASS = Vocabulary(
    {
        "ARPI": ("androgen receptor pathway inhibitor",),
        "taxane": ("taxanes",),
        "other chemotherapy": (),
        "ADT": ("androgen deprivation therapy",),
        "antiandrogen": ("anti-androgen",),
        "PARP inhibitor": ("PARPi",),
        "radioligand": ("radioligand therapy",),
        "external beam": ("external beam radiotherapy", "EBRT"),
        "immunotherapy": (),
        "other": (),
        "supportive": ("supportive care", "supportive therapy"),
    },
    others="declared",
)
LIGAND = Vocabulary({"PSMA-617": ("177Lu-PSMA-617",), "PSMA-I&T": ("177Lu-PSMA-I&T",)}, "declared")

SEVERITY = Vocabulary({"MILD": (), "MODERATE": (), "SEVERE": ()})
RELATION = Vocabulary(
    {
        "RELATED": ("RELATED TO STUDY DRUG", "RELATED TO STUDY TREATMENT", "RELATED TO TREATMENT"),
        "DEFINITE": ("DEFINITELY", "CERTAIN"),
        "DEFINITELY RELATED": (),
        "PROBABLE": ("PROBABLY",),
        "PROBABLY RELATED": (),
        "LIKELY": (),
        "LIKELY RELATED": (),
        "POSSIBLE": ("POSSIBLY",),
        "POSSIBLY RELATED": (),
        "Y": ("YES",),
        "NOT RELATED": (
            *("NOT RELATED TO STUDY DRUG", "NOT RELATED TO STUDY TREATMENT"),
            "NOT RELATED TO TREATMENT",
        ),
        "UNRELATED": (),
        "NONE": (),
        "REMOTE": (),
        "UNLIKELY": (),
        "UNLIKELY RELATED": ("NOT LIKELY RELATED",),
        "N": ("NO",),
        "UNKNOWN": ("NOT KNOWN",),
        "NOT ASSESSABLE": ("UNASSESSABLE",),
    },
    others="taken",
)
RELATED = (
    *("RELATED", "DEFINITE", "DEFINITELY RELATED", "PROBABLE", "PROBABLY RELATED"),
    *("LIKELY", "LIKELY RELATED", "POSSIBLE", "POSSIBLY RELATED", "Y"),
)
NOT_RELATED = ("NOT RELATED", "UNRELATED", "NONE", "REMOTE", "UNLIKELY", "UNLIKELY RELATED", "N")
"""What the words of AEREL say; others do not say whether an event is related, or need RELFL."""
ADAM_OUTCOME = Vocabulary(
    {
        "RECOVERED/RESOLVED": ("RECOVERED", "RESOLVED"),
        "RECOVERED/RESOLVED WITH SEQUELAE": ("RECOVERED WITH SEQUELAE", "RESOLVED WITH SEQUELAE"),
        "RECOVERING/RESOLVING": ("RECOVERING", "RESOLVING"),
        "NOT RECOVERED/NOT RESOLVED": ("NOT RECOVERED", "NOT RESOLVED", "ONGOING"),
        "FATAL": ("DEATH", "DIED"),
        "UNKNOWN": ("NOT KNOWN",),
    }
)
ADAM_ACTION = Vocabulary(
    {
        "DOSE NOT CHANGED": ("NONE", "NO ACTION"),
        "DOSE REDUCED": ("REDUCED",),
        "DOSE INCREASED": (),
        "DOSE DELAYED": ("DELAYED",),
        "DOSE RATE REDUCED": (),
        "DRUG INTERRUPTED": ("INTERRUPTED", "DOSE INTERRUPTED"),
        "DRUG WITHDRAWN": ("WITHDRAWN", "DISCONTINUED", "DRUG DISCONTINUED"),
        "NOT APPLICABLE": (),
        "NOT EVALUABLE": (),
        "UNKNOWN": ("NOT KNOWN",),
    }
)
