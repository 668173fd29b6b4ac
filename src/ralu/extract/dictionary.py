"""The data dictionary: every table, its columns, their types and what may be missing.

Source tables take exactly these columns. ADaM datasets may hold more; what is declared here is
what the report uses. Cells may be empty unless the column is marked `FILLED` (identifiers are);
a column with a default may be absent from the file altogether.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from ralu.extract.types import (
    AS_FLAG,
    FILLED,
    PARTIAL,
    Flag,
    FullDate,
    Identifier,
    Measured,
    Number,
    PartialDate,
    Whole,
    Words,
    between,
)
from ralu.extract.words import (
    ACTION_TAKEN,
    ADAM_ACTION,
    ADAM_OUTCOME,
    ANY,
    LIGAND,
    OUTCOME,
    RELATED_TO,
    RELATION,
    SEVERITY,
    THERAPY_CLASS,
)


class _Source(BaseModel):
    """A row of a source table."""

    model_config = ConfigDict(extra="forbid")
    patient_id: Identifier


class Patient(_Source):
    """One row per patient; clinical state is that before the first 177Lu infusion."""

    site_id: Identifier
    birth_year: Annotated[Whole, between(1900, 2010)]
    diagnosis_date: PartialDate
    gleason_score: Annotated[Whole, between(2, 10)]
    mcrpc_date: PartialDate
    ecog: Annotated[Whole, between(0, 4)]
    bone_mets: Flag
    lymph_node_mets: Flag
    liver_mets: Flag
    lung_mets: Flag
    other_visceral_mets: Flag
    death_date: PartialDate
    death_cause: Annotated[Words, ANY]
    last_contact_date: Annotated[FullDate, FILLED]
    lutetium_stop_reason: Annotated[Words, ANY] = None


class Radium(_Source):
    """One row per 223Ra injection."""

    injection_no: Annotated[Whole, FILLED, between(1, 12)]
    date: PartialDate
    activity_mbq: Annotated[Number, between(0, 50)]


class Lutetium(_Source):
    """One row per 177Lu-PSMA infusion."""

    infusion_no: Annotated[Whole, FILLED, between(1, 30)]
    date: Annotated[FullDate, FILLED]
    activity_gbq: Annotated[Number, between(0, 50)]
    ligand: Annotated[Words, LIGAND]


class Therapy(_Source):
    """One row per anticancer therapy other than 223Ra and the studied 177Lu-PSMA."""

    therapy: Annotated[Identifier, ANY]
    therapy_class: Annotated[Identifier, THERAPY_CLASS]
    life_prolonging: Flag
    start_date: PartialDate
    end_date: PartialDate


class AdverseEvent(_Source):
    """One row per adverse event."""

    term: Identifier
    soc: Identifier
    grade: Annotated[Whole, between(1, 5)]
    serious: Flag
    related_to: Annotated[Words, RELATED_TO]
    outcome: Annotated[Words, OUTCOME]
    start_date: PartialDate
    end_date: PartialDate
    action_taken: Annotated[Words, ACTION_TAKEN] = None


class Laboratory(_Source):
    """One row per laboratory value."""

    date: Annotated[FullDate, FILLED]
    test: Identifier
    value: Measured
    unit: Words
    lln: Number
    uln: Number


class _Adam(BaseModel):
    """A record of an ADaM dataset."""

    model_config = ConfigDict(extra="allow")
    USUBJID: Identifier


class Adsl(_Adam):
    """One record per subject."""

    SAFFL: Annotated[Flag, FILLED]
    TRTSDT: FullDate
    TRTEDT: FullDate
    NACTEDT: FullDate = None
    DTHDT: FullDate = None
    DTHFL: Flag = None
    LSTALVDT: FullDate = None
    EOSDT: FullDate = None
    RFENDT: FullDate = None


class Adex(_Adam):
    """One record per dose."""

    EXTRT: Annotated[Identifier, ANY]
    EXSEQ: Whole
    ASTDT: FullDate
    ADOSE: Number = None
    ADOSU: Words = None


class Adcm(_Adam):
    """One record per therapy."""

    CMDECOD: Annotated[Identifier, ANY]
    CMCLAS: Words = None
    LPTFL: Flag = None
    ASTDT: FullDate
    AENDT: FullDate = None


class Adae(_Adam):
    """One record per adverse event; `AETOXGR`, or `AESEV` where there is no grade."""

    AEBODSYS: Identifier
    AEDECOD: Identifier
    TRTEMFL: Flag
    AESER: Flag
    AETOXGR: Annotated[Whole, between(1, 5)] = None
    AESEV: Annotated[Words, SEVERITY] = None
    AEREL: Annotated[Words, RELATION] = None
    RELFL: Flag = None
    AEOUT: Annotated[Words, ADAM_OUTCOME] = None
    AEACN: Annotated[Words, ADAM_ACTION] = None
    ASTDT: FullDate = None
    AENDT: FullDate = None


class Adlb(_Adam):
    """One record per laboratory value."""

    PARAMCD: Identifier
    ADT: FullDate
    AVAL: Number
    AVALC: Words = None
    AVALU: Words = None
    ANRLO: Number = None
    ANRHI: Number = None
    AVISIT: Words = None
    AVISITN: Number = None
    ABLFL: Flag = None
    ONTRTFL: Flag = None
    DTYPE: Words = None


class Adtte(_Adam):
    """One record per subject and time-to-event parameter; CNSR 0 = event.

    AVAL and ENTRY are in the unit AVALU, in days where the file names none.
    """

    PARAMCD: Identifier
    PARAM: Words = None
    AVAL: Annotated[Number, FILLED, between(0, 1e6)]
    AVALU: Words = None
    CNSR: Annotated[Whole, FILLED, between(0, 99)]
    ENTRY: Number = None
    EVNTDESC: Words = None


TABLES: dict[str, type[BaseModel]] = {
    "patients": Patient,
    "radium": Radium,
    "lutetium": Lutetium,
    "therapies": Therapy,
    "adverse_events": AdverseEvent,
    "labs": Laboratory,
    "adsl": Adsl,
    "adex": Adex,
    "adcm": Adcm,
    "adae": Adae,
    "adlb": Adlb,
    "adtte": Adtte,
}
"""Row model of each table."""


def is_partial(table: str, column: str) -> bool:
    """Return whether dates of this column may be known to the month or year only."""
    return PARTIAL in TABLES[table].model_fields[column].metadata


def is_flag(field: FieldInfo) -> bool:
    """Return whether a column holds Y and N."""
    return AS_FLAG in field.metadata
