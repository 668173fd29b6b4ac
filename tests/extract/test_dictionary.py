"""The data dictionary is the one of the design, whole."""

from __future__ import annotations

from itertools import chain

import pytest

from ralu.extract.dictionary import TABLES, is_partial
from ralu.study import TABLES as TABLES_OF

DESIGN = {
    "patients": "patient_id site_id birth_year diagnosis_date gleason_score mcrpc_date ecog "
    "bone_mets lymph_node_mets liver_mets lung_mets other_visceral_mets death_date death_cause "
    "last_contact_date lutetium_stop_reason",
    "radium": "patient_id injection_no date activity_mbq",
    "lutetium": "patient_id infusion_no date activity_gbq ligand",
    "therapies": "patient_id therapy therapy_class life_prolonging start_date end_date",
    "adverse_events": "patient_id term soc grade serious related_to outcome start_date end_date "
    "action_taken",
    "labs": "patient_id date test value unit lln uln",
}

MAY_BE_ABSENT = {"adverse_events": {"action_taken"}, "patients": {"lutetium_stop_reason"}}


@pytest.mark.parametrize("table", DESIGN)
def test_source_tables_have_the_columns_of_the_design(table: str) -> None:
    assert list(TABLES[table].model_fields) == DESIGN[table].split()
    fields = TABLES[table].model_fields
    may_be_absent = {name for name, field in fields.items() if not field.is_required()}
    assert may_be_absent == MAY_BE_ABSENT.get(table, set())


def test_every_table_a_study_may_name_is_declared() -> None:
    assert set(TABLES) == set(chain(*TABLES_OF.values()))


def test_which_dates_may_be_partial() -> None:
    partial = {
        f"{table}.{column}"
        for table in DESIGN
        for column in TABLES[table].model_fields
        if is_partial(table, column)
    }
    assert partial == {
        "patients.diagnosis_date",
        "patients.mcrpc_date",
        "patients.death_date",
        "radium.date",
        "therapies.start_date",
        "therapies.end_date",
        "adverse_events.start_date",
        "adverse_events.end_date",
    }
