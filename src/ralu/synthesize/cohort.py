"""The patients as they are before 177Lu: who they are and how ill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from numpy.random import Generator

from ralu.synthesize.constants import (
    CELLS,
    ECOG_0,
    ECOG_3,
    LIVER,
    NO_LYMPH_NODES,
    NODES_NOT_KNOWN,
    SITES,
    Cell,
    Interval,
)
from ralu.synthesize.draw import chance, choose, pick, stream


@dataclass(frozen=True, slots=True)
class Patient:
    """One man with mCRPC.

    Attributes
    ----------
    interval
        From the last 223Ra injection to the first 177Lu infusion: below six months or not.
    burden
        Extent of the disease, standard normal, never observed; it shortens life, raises PSA and
        ALP and lowers haemoglobin.
    lymph_nodes, liver, lung, other_visceral
        Metastases: ``Y``, ``N`` or ``NK``.
    """

    id: str
    site: str
    interval: Interval
    visceral: bool
    heavily_treated: bool
    with_teae: bool
    ecog: int
    burden: float
    lymph_nodes: str = "Y"
    liver: str = "N"
    lung: str = "N"
    other_visceral: str = "N"


def draw_patients() -> list[Patient]:
    """Return the patients in order of site and number."""
    rng = stream("cohort")
    patients = [p for cell in CELLS for p in _of_cell(rng, cell)]
    patients = _spread_ecog(rng, patients)
    patients = _spread_metastases(rng, patients)
    order = rng.permutation(len(patients))
    return [
        replace(patients[i], id=identifier, site=site)
        for i, (identifier, site) in zip(order, _numbers(), strict=True)
    ]


def _numbers() -> Iterator[tuple[str, str]]:
    """Yield patient id and site id."""
    for site, size in SITES.items():
        for number in range(1, size + 1):
            yield f"{site}-{number:02d}", site


def _of_cell(rng: Generator, cell: Cell) -> list[Patient]:
    """Return the patients of a cell; who of them is heavily treated and so on is by chance."""
    everyone = range(cell.patients)
    heavily = set(choose(rng, everyone, cell.heavily_treated))
    good_ecog = set(choose(rng, everyone, cell.ecog_0_1))
    teae = set(choose(rng, everyone, cell.with_teae))
    return [
        Patient(
            id="",
            site="",
            interval=cell.interval,
            visceral=cell.visceral,
            heavily_treated=i in heavily,
            with_teae=i in teae,
            ecog=1 if i in good_ecog else 2,
            burden=float(rng.normal()),
        )
        for i in everyone
    ]


def _spread_ecog(rng: Generator, patients: list[Patient]) -> list[Patient]:
    """Give a few ECOG 0 and 3."""
    best = choose(rng, [i for i, p in enumerate(patients) if p.ecog == 1], ECOG_0)
    worst = choose(rng, [i for i, p in enumerate(patients) if p.ecog == 2], ECOG_3)
    ecog = {**dict.fromkeys(best, 0), **dict.fromkeys(worst, 3)}
    return [replace(p, ecog=ecog.get(i, p.ecog)) for i, p in enumerate(patients)]


def _spread_metastases(rng: Generator, patients: list[Patient]) -> list[Patient]:
    """Say which organs are affected; bone is in everyone."""
    visceral = [i for i, p in enumerate(patients) if p.visceral]
    liver = set(choose(rng, visceral, LIVER))
    bone_only = choose(
        rng,
        [i for i, p in enumerate(patients) if not p.visceral],
        NO_LYMPH_NODES + NODES_NOT_KNOWN,
    )
    nodes = {**dict.fromkeys(bone_only[NODES_NOT_KNOWN:], "N")}
    nodes |= dict.fromkeys(bone_only[:NODES_NOT_KNOWN], "NK")
    spread = []
    for i, patient in enumerate(patients):
        if not patient.visceral:
            spread.append(replace(patient, lymph_nodes=nodes.get(i, "Y")))
            continue
        elsewhere = pick(rng, {"lung": 0.6, "other": 0.25, "both": 0.15})
        if i in liver and chance(rng, 0.6):
            elsewhere = "nowhere"
        spread.append(
            replace(
                patient,
                lymph_nodes="Y" if chance(rng, 0.75) else "N",
                liver="Y" if i in liver else "N",
                lung="Y" if elsewhere in {"lung", "both"} else "N",
                other_visceral="Y" if elsewhere in {"other", "both"} else "N",
            )
        )
    return spread
