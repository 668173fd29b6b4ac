"""Make the SYNTHETIC trial again: ``python tests/studies/trial/make.py`` writes the same bytes.

Nobody stands behind these records. They have the shape of the CDISC pilot, its variables, codes
and oddities, so that what the pilot alone would find is found without its data.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

Row = dict[str, Any]

SEED = 20140102
HERE = Path(__file__).parent
STUDY = "SYNTHETIC01"
ARMS = {"Placebo": 0, "Study Drug Low Dose": 54, "Study Drug High Dose": 81}
TREATED = 7
"""Patients of each arm; one more of the first was never treated."""
RACES = {"WHITE": 1, "BLACK OR AFRICAN AMERICAN": 2, "AMERICAN INDIAN OR ALASKA NATIVE": 6}
ENDS = {
    "Completed": "COMPLETED",
    "Adverse Event": "ADVERSE EVENT",
    "Withdrew Consent": "WITHDRAWAL BY SUBJECT",
    "Death": "DEATH",
    "Lost to Follow-up": "LOST TO FOLLOW-UP",
}
REASONS = ["Completed"] * 3 + ["Adverse Event"] * 2 + ["Withdrew Consent", "Lost to Follow-up"]
DEAD, UNKNOWN_BMI, UNEVENTFUL, ANAEMIC, WITHOUT_BASELINE = 9, 4, (2, 16), 12, 18
"""Places of patients with an oddity."""

SKIN = "SKIN AND SUBCUTANEOUS TISSUE DISORDERS"
SITE = "GENERAL DISORDERS AND ADMINISTRATION SITE CONDITIONS"
TERMS = [
    (SITE, "APPLICATION SITE PRURITUS", True),
    (SITE, "APPLICATION SITE ERYTHEMA", True),
    (SKIN, "PRURITUS", True),
    (SKIN, "RASH", True),
    (SITE, "FATIGUE", False),
    ("GASTROINTESTINAL DISORDERS", "DIARRHOEA", False),
    ("GASTROINTESTINAL DISORDERS", "NAUSEA", False),
    ("NERVOUS SYSTEM DISORDERS", "DIZZINESS", False),
    ("INFECTIONS AND INFESTATIONS", "UPPER RESPIRATORY TRACT INFECTION", False),
    ("CARDIAC DISORDERS", "SINUS BRADYCARDIA", False),
]
"""System organ class, preferred term, and whether it is a dermatologic event."""
DERMATOLOGIC = {term for _, term, dermatologic in TERMS if dermatologic}
SEVERITIES = ["MILD"] * 6 + ["MODERATE"] * 3 + ["SEVERE"]
RELATIONS = ["PROBABLE", "POSSIBLE", "NONE", "REMOTE"]

TESTS = {
    "HGB": (8.6, 0.5, 7.2, 10.2, 2),
    "PLAT": (250, 40, 130, 400, 0),
    "WBC": (6.5, 1.2, 3.8, 10.7, 2),
    "LYM": (1.8, 0.4, 0.8, 4.28, 2),
    "ALP": (78, 18, 35, 115, 0),
    "ALT": (20, 6, 6, 34, 0),
    "AST": (22, 6, 9, 34, 0),
    "BILI": (9, 3, 3, 21, 2),
    "CREAT": (88, 12, 62, 124, 1),
    "MONO": (0.4, 0.1, 0.12, 0.92, 2),
    "LDH": (180, 25, 100, 250, 0),
}
"""Mean, standard deviation and limits of normal in the units of study.yml, and decimals.

MONO is a test that the report does not know; of LDH neither file nor study.yml name a unit.
"""
AT_BASELINE_ONLY = ("MONO", "LDH")
VISITS = [("Baseline", 0, 1, -7), ("Week 4", 4, 5, 28), ("Week 12", 12, 8, 84)]
"""Name, number in the plan, number in the database, and day."""


def subjects(draw: Random) -> list[Row]:
    """Return ADSL: patients of three arms, one of whom was never treated."""
    arms = [arm for arm in ARMS for _ in range(TREATED)]
    rows = [_subject(draw, place, arm) for place, arm in enumerate(arms)]
    untreated = _subject(draw, len(rows), "Placebo")
    unknown = ("TRTSDT", "TRTEDT", "TRTDUR", "RFENDT", "VISNUMEN")
    untreated |= dict.fromkeys(unknown) | {"SAFFL": "N", "EFFFL": "N", "COMP24FL": "N"}
    untreated |= {"TRT01A": "", "TRT01AN": None, "RFSTDTC": "", "RFENDTC": "", "DSRAEFL": ""}
    untreated |= {"DCREASCD": "Withdrew Consent", "DCDECOD": ENDS["Withdrew Consent"]}
    return [*rows, untreated | {"DISCONFL": "Y"}]


def _subject(draw: Random, place: int, arm: str) -> Row:
    site = ("701", "702", "703")[place % 3]
    number = f"{1001 + 7 * place}"
    return {
        "STUDYID": STUDY,
        "USUBJID": f"01-{site}-{number}",
        "SUBJID": number,
        "SITEID": site,
        "SITEGR1": site if site != "703" else "900",
        "ARM": arm,
        "TRT01P": arm,
        "TRT01PN": ARMS[arm],
        "TRT01A": arm,
        "TRT01AN": ARMS[arm],
        **_course(draw, place),
        **_person(draw, place),
        "SAFFL": "Y",
        "ITTFL": "Y",
        "EFFFL": "Y",
    }


def _course(draw: Random, place: int) -> Row:
    first = date(2013, 1, 7) + timedelta(days=draw.randrange(400))
    reason = "Death" if place == DEAD else REASONS[place % len(REASONS)]
    completed = reason == "Completed"
    days = 182 + draw.randrange(-3, 4) if completed else draw.randrange(20, 150)
    last = first + timedelta(days=days - 1)
    seen = last + timedelta(days=draw.randrange(15))
    onset = first - timedelta(days=draw.randrange(200, 2500))
    months = round((first - onset).days / 30.4375, 1)
    return {
        "TRTSDT": first,
        "TRTEDT": last,
        "TRTDUR": days,
        "DISONSDT": onset,
        "DURDIS": months,
        "DURDSGR1": ">=12" if months >= 12 else "<12",
        "VISIT1DT": first - timedelta(days=7),
        "RFSTDTC": first.isoformat(),
        "RFENDTC": seen.isoformat(),
        "RFENDT": seen,
        "VISNUMEN": 12 if completed else 4 + days // 30,
        "COMP24FL": "Y" if completed else "N",
        "DISCONFL": "" if completed else "Y",
        "DSRAEFL": "Y" if reason == "Adverse Event" else "",
        "DTHFL": "Y" if reason == "Death" else "",
        "DCDECOD": ENDS[reason],
        "DCREASCD": reason,
    }


def _person(draw: Random, place: int) -> Row:
    age = draw.randrange(56, 89)
    group = 1 if age < 65 else 2 if age <= 80 else 3
    height, weight = draw.randrange(1450, 1850) / 10, draw.randrange(500, 950) / 10
    bmi = None if place == UNKNOWN_BMI else round(weight / (height / 100) ** 2, 1)
    race = draw.choice(["WHITE"] * 8 + list(RACES))
    return {
        "AGE": age,
        "AGEGR1": ("<65", "65-80", ">80")[group - 1],
        "AGEGR1N": group,
        "AGEU": "YEARS",
        "RACE": race,
        "RACEN": RACES[race],
        "SEX": draw.choice("FFM"),
        "ETHNIC": draw.choice(["HISPANIC OR LATINO", *["NOT HISPANIC OR LATINO"] * 4]),
        "BMIBL": bmi,
        "BMIBLGR1": "" if bmi is None else "<25" if bmi < 25 else "25-<30" if bmi < 30 else ">=30",
        "HEIGHTBL": height,
        "WEIGHTBL": None if bmi is None else weight,
        "EDUCLVL": draw.randrange(6, 20),
        "MMSETOT": draw.randrange(10, 24),
    }


def events(draw: Random, adsl: list[Row]) -> list[Row]:
    """Return ADAE: severity but no grade; some events without a start, or a known relation."""
    rows = []
    for place, subject in enumerate(adsl):
        if subject["SAFFL"] != "Y" or place in UNEVENTFUL:
            continue
        own = [_event(draw, subject) for _ in range(draw.randrange(1, 6))]
        if subject["DTHFL"] == "Y":
            own.append(_fatal(subject))
        own.sort(key=lambda event: event["ASTDT"])
        for sequence, event in enumerate(own, 1):
            rows.append(event | {"AESEQ": sequence, "AOCCFL": "Y" if sequence == 1 else ""})
    for event in rows[5::17]:
        event |= {"ASTDT": None, "AENDT": None, "ASTDY": None, "TRTEMFL": "N"}
    for event in rows[7::19]:
        event["AEREL"] = ""
    for event in rows[9::23]:
        event["ASTDTF"] = "D"
    return rows


def _event(draw: Random, subject: Row) -> Row:
    system, term, _ = draw.choice(TERMS)
    observed = (subject["RFENDT"] - subject["TRTSDT"]).days
    start = subject["TRTSDT"] + timedelta(days=draw.randrange(-6, observed))
    ends = draw.random() < 0.6
    severity = draw.choice(SEVERITIES)
    return _record(subject, start) | {
        "AENDT": start + timedelta(days=draw.randrange(1, 30)) if ends else None,
        "AETERM": term,
        "AEDECOD": term,
        "AEBODSYS": system,
        "AESEV": severity,
        "AESER": "Y" if severity == "SEVERE" and draw.random() < 0.5 else "N",
        "AEREL": draw.choice(RELATIONS),
        "AEACN": "",
        "AEOUT": "RECOVERED/RESOLVED" if ends else "NOT RECOVERED/NOT RESOLVED",
        "CQ01NAM": "DERMATOLOGIC EVENTS" if term in DERMATOLOGIC else "",
    }


def _fatal(subject: Row) -> Row:
    term = "MYOCARDIAL INFARCTION"
    return _record(subject, subject["TRTEDT"]) | {
        "AENDT": subject["RFENDT"],
        "AETERM": term,
        "AEDECOD": term,
        "AEBODSYS": "CARDIAC DISORDERS",
        "AESEV": "SEVERE",
        "AESER": "Y",
        "AEREL": "NONE",
        "AEACN": "",
        "AEOUT": "FATAL",
        "CQ01NAM": "",
    }


def _record(subject: Row, start: date) -> Row:
    same = ("STUDYID", "SITEID", "USUBJID", "AGE", "SEX", "SAFFL", "TRTSDT", "TRTEDT")
    return {name: subject[name] for name in same} | {
        "TRTA": subject["TRT01A"],
        "TRTAN": subject["TRT01AN"],
        "ASTDT": start,
        "ASTDTF": "",
        "ASTDY": _day(start, subject["TRTSDT"]),
        "TRTEMFL": "Y" if start >= subject["TRTSDT"] else "N",
    }


def _day(day: date, first: date) -> int:
    days = (day - first).days
    return days + (days >= 0)


def times(adsl: list[Row], adae: list[Row]) -> list[Row]:
    """Return ADTTE: the first dermatologic event, or the end of the study."""
    found: dict[str, Row] = {}
    for event in adae:
        if event["CQ01NAM"] and event["TRTEMFL"] == "Y":
            found.setdefault(event["USUBJID"], event)
    rows = []
    for subject in adsl:
        if subject["SAFFL"] != "Y":
            continue
        event = found.get(subject["USUBJID"])
        until = event["ASTDT"] if event else subject["RFENDT"]
        same = ("STUDYID", "SITEID", "USUBJID", "AGE", "SEX", "TRTSDT", "TRTEDT", "SAFFL")
        rows.append(
            {name: subject[name] for name in same}
            | {
                "TRTA": subject["TRT01A"],
                "PARAM": "Time to First Dermatologic Event",
                "PARAMCD": "TTDE",
                "AVAL": _day(until, subject["TRTSDT"]),
                "STARTDT": subject["TRTSDT"],
                "ADT": until,
                "CNSR": 0 if event else 1,
                "EVNTDESC": "Dermatologic Event" if event else "Study Completion Date",
                "SRCDOM": "ADAE" if event else "ADSL",
                "SRCVAR": "ASTDT" if event else "RFENDT",
                "SRCSEQ": event["AESEQ"] if event else None,
            }
        )
    return rows


def laboratory(draw: Random, adsl: list[Row]) -> list[Row]:
    """Return ADLB: no units, visits padded with blanks, the last one a second time."""
    rows = []
    for place, subject in enumerate(adsl):
        if subject["SAFFL"] != "Y":
            continue
        for test in TESTS:
            own = _series(draw, place, subject, test)
            if place == WITHOUT_BASELINE and test == "ALP":
                own = [row | {"BASE": None, "CHG": None} for row in own[1:]]
            rows += own
    for row in rows[50::160]:
        row |= {"AVAL": None, "CHG": None, "ANRIND": "", "LBNRIND": ""}
    return rows


def _series(draw: Random, place: int, subject: Row, test: str) -> list[Row]:
    mean, spread, low, high, digits = TESTS[test]
    base = round(draw.gauss(mean, spread), digits or None)
    visits = [visit for visit in VISITS if visit[3] <= subject["TRTDUR"]]
    rows = []
    for name, week, number, day in visits[: 1 if test in AT_BASELINE_ONLY else None]:
        factor = draw.uniform(0.6, 1.25) if week else 1.0
        if place == ANAEMIC and test == "HGB" and week:
            factor = 0.62
        value = round(base * factor, digits or None)
        range_ = "L" if value < low else "H" if value > high else "N"
        rows.append(
            {
                "USUBJID": subject["USUBJID"],
                "TRTA": subject["TRT01A"],
                "SAFFL": "Y",
                "PARAMCD": test,
                "AVISIT": f"{name:>16}",
                "AVISITN": week,
                "VISITNUM": number,
                "ADT": subject["TRTSDT"] + timedelta(days=day),
                "ADY": day + (day >= 0),
                "AVAL": value,
                "BASE": base,
                "CHG": round(value - base, 2) if week else None,
                "A1LO": low if place % 5 else None,
                "A1HI": high,
                "ANRIND": range_,
                "ABLFL": "" if week else "Y",
                "ANL01FL": "",
                "LBNRIND": {"L": "LOW", "H": "HIGH", "N": "NORMAL"}[range_],
            }
        )
    return [*rows, *_again(place, rows)]


def _again(place: int, rows: list[Row]) -> list[Row]:
    """Return the last visit as the end of treatment, of every seventh patient as unscheduled."""
    if len(rows) < 2:
        return []
    unscheduled = {"AVISIT": f"{'.':>16}", "AVISITN": None, "VISITNUM": 6.1}
    end = {"AVISIT": "End of Treatment", "AVISITN": 99, "ANL01FL": "Y"}
    return [rows[-1] | (unscheduled if place % 7 == 3 else end)]


def trial() -> dict[str, pd.DataFrame]:
    """Return the datasets by name, with the types that a transport file gives them."""
    draw = Random(SEED)
    adsl = subjects(draw)
    adae = events(draw, adsl)
    rows = {"adsl": adsl, "adae": adae, "adlb": laboratory(draw, adsl), "adtte": times(adsl, adae)}
    return {name: pd.DataFrame(records) for name, records in rows.items()}


def written() -> dict[str, str]:
    """Return the text of each file by its name."""
    form: dict[str, Any] = {"index": False, "float_format": "%.15g", "lineterminator": "\n"}
    return {f"{name}.csv": frame.to_csv(**form) for name, frame in trial().items()}


if __name__ == "__main__":
    for name, text in written().items():
        (HERE / name).write_text(text, encoding="utf-8")
