"""Words of coded columns: known ones in any spelling, others refused, unknown never "no"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.extract.words import (
    ACTION_TAKEN,
    ANY,
    NOT_RELATED,
    NOT_TO_TREATMENT,
    RELATED,
    RELATED_TO,
    RELATION,
    TO_TREATMENT,
    UnknownWordError,
    Vocabulary,
    folded,
)
from ralu.problems import InputError


def read(words: Vocabulary, *texts: str) -> list[str]:
    for text in texts:
        words.check(text, declared=False)
    spelling = words.spellings(texts)
    return [spelling[text] for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "177Lu-PSMA",
        "177lu-PSMA",
        "¹⁷⁷Lu-PSMA",
        "177 Lu-PSMA",
        "Lu-177-PSMA",
        "lu–177 psma",
        "177LU_PSMA",
    ],
)
def test_spellings_of_one_name(text: str) -> None:
    assert read(RELATED_TO, text) == ["177Lu-PSMA"]


@pytest.mark.parametrize(
    "text", ["not related to 177Lu-PSMA", "177Lu-PSMA unlikely", "Unlikely related", "unrelated"]
)
def test_a_negation_has_its_own_meaning(text: str) -> None:
    (word,) = read(RELATED_TO, text)
    assert word in NOT_TO_TREATMENT


@pytest.mark.parametrize("text", ["Lu-PSMA", "related?", "177Lu-PSMA?", "not 223Ra", "177Lu+", "x"])
def test_what_is_not_known_is_refused(text: str) -> None:
    with pytest.raises(UnknownWordError, match="known are: 177Lu-PSMA"):
        read(RELATED_TO, text)


@pytest.mark.parametrize(
    ("one", "other"), [("x 7.5 mg", "x 75 mg"), ("1-5", "15"), ("a 1 5", "a 15"), ("1. 5", "15")]
)
def test_what_separates_digits_counts(one: str, other: str) -> None:
    assert read(ANY, one, other) == [one, other]


def test_withdrawn_is_the_drug() -> None:
    assert read(ACTION_TAKEN, "Withdrawn", "DISCONTINUED") == ["drug withdrawn"] * 2


def test_no_spelling_has_two_words_and_no_word_two_meanings() -> None:
    for words in (RELATED_TO, ACTION_TAKEN, RELATION):
        every = [folded(s) for word, others in words.words.items() for s in (word, *others)]
        assert len(every) == len(set(every))
    for words, yes, no in (
        (RELATED_TO, TO_TREATMENT, NOT_TO_TREATMENT),
        (RELATION, RELATED, NOT_RELATED),
    ):
        assert not set(yes) & set(no)
        assert {*yes, *no} < set(words.words)


@given(st.text(alphabet="aBcÄßéµ¹⁷7 -–_/+?\u00a0"))
def test_folding_is_settled_and_blind_to_case_and_blanks(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(text.upper()) == folded(text)
    if folded(text) != text.casefold():
        assert folded(f"{text} a") == folded(f"{text}-A")


@given(st.lists(st.sampled_from(["Docetaxel", "docetaxel", "doce taxel", "5-FU"]), min_size=1))
def test_spellings_of_one_name_become_the_usual_one(texts: list[str]) -> None:
    spelling = ANY.spellings(texts)
    assert len(set(spelling.values())) == len({folded(text) for text in texts})
    assert all(one in texts for one in spelling.values())


def told(extract) -> list[str]:
    with pytest.raises(InputError) as refused:
        extract.read()
    return [str(problem) for problem in refused.value.problems]


def test_an_unknown_word_is_told_with_the_line_that_maps_it(extract) -> None:
    extract.replace("adverse_events.csv", "177Lu-PSMA", "Lu-PSMA")
    (line,) = told(extract)
    assert "adverse_events.csv, row 2, related_to: 'Lu-PSMA': is not a known word" in line
    mapping = 'codes: {adverse_events: {related_to: {"Lu-PSMA": "177Lu-PSMA"}}}'
    assert mapping in line
    extract.configure(f"{mapping}\n")
    assert extract.read()["adverse_events"].at[2, "related_to"] == "177Lu-PSMA"


def test_a_code_may_mean_not_known(extract) -> None:
    extract.replace("adverse_events.csv", "177Lu-PSMA", "?")
    extract.configure('codes: {adverse_events: {related_to: {"?": null}}}\n')
    assert extract.read()["adverse_events"].at[2, "related_to"] is None


def test_a_class_of_therapy_can_be_declared(extract) -> None:
    extract.replace("therapies.csv", "ADT", "kinase inhibitor")
    assert len(told(extract)) == 1
    extract.configure(
        'codes: {therapies: {therapy_class: {"kinase inhibitor": "kinase inhibitor"}}}\n'
    )
    assert "kinase inhibitor" in set(extract.read()["therapies"]["therapy_class"])


def test_codes_of_a_column_that_is_not_there(extract) -> None:
    extract.configure('codes: {adverse_events: {relation: {"a": "b"}}}\n')
    assert told(extract) == [
        "study.yml, codes.adverse_events.relation: is no column of adverse_events.csv. "
        "Correct its name."
    ]


def test_a_number_is_missing_in_its_own_column_only(extract) -> None:
    extract.configure('reading: {missing_codes: [NK, "99"]}\n')
    (line,) = told(extract)
    assert "99 may be a value of another column" in line
