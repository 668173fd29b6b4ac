"""From a study to its analysis datasets, whichever kind of source it has."""

from __future__ import annotations

import pandas as pd

from ralu.adam import adae, adcm, adex, adlb, adsl, adtte, lab_units, psa, quality
from ralu.adam.adopted import adopt
from ralu.adam.datasets import AdamSet
from ralu.extract import Source, read_source
from ralu.study import Study


def prepare(study: Study) -> AdamSet:
    """Read, check and derive.

    Raises
    ------
    InputError
        With all problems of all files.
    """
    return derive(study, read_source(study))


def derive(study: Study, source: Source) -> AdamSet:
    """Derive the analysis datasets from checked tables."""
    datasets = _derived(study, source) if study.source == "extract" else adopt(study, source)
    datasets["dq"] = quality.findings(study, source, datasets)
    datasets["dqcol"] = quality.completeness(study, source)
    datasets["dqunit"] = lab_units.units_used(study, source)
    return AdamSet({name: _settled(frame) for name, frame in datasets.items()})


def _settled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the dataset as it comes back from Parquet: missing text is None, never nan."""
    texts = frame.columns[frame.dtypes == "object"]
    return frame.assign(**{name: frame[name].where(frame[name].notna(), None) for name in texts})


def _derived(study: Study, source: Source) -> dict[str, pd.DataFrame]:
    """Return the datasets derived from an extract."""
    tables = source.tables
    subjects = adsl.derive_adsl(study, tables)
    therapies = adcm.derive_adcm(tables["therapies"], subjects)
    adcm.add_history(subjects, therapies)
    raw = adlb.raw_adlb(tables["labs"], tables["lutetium"], subjects)
    laboratory = adlb.derive_adlb(study, raw, subjects)
    adsl.add_baseline(subjects, laboratory)
    times = adtte.derive_adtte(subjects, psa.derive_psa(study, laboratory, subjects))
    datasets = {
        "adsl": (subjects, adsl.LABELS),
        "adex": (adex.derive_adex(tables, subjects), adex.LABELS),
        "adcm": (therapies, adcm.LABELS),
        "adae": (adae.derive_adae(study, tables["adverse_events"], subjects), adae.LABELS),
        "adlb": (laboratory, adlb.LABELS),
        "adtte": (times, adtte.LABELS),
    }
    for frame, labels in datasets.values():
        frame.attrs["labels"] = dict(labels)
    return {name: frame for name, (frame, _) in datasets.items()}
