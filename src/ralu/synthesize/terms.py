"""Adverse event terms with their system organ class."""

from __future__ import annotations

from dataclasses import dataclass

BLOOD = "Blood and lymphatic system disorders"
GUT = "Gastrointestinal disorders"
GENERAL = "General disorders and administration site conditions"
MUSCLE = "Musculoskeletal and connective tissue disorders"
METABOLISM = "Metabolism and nutrition disorders"
INFECTION = "Infections and infestations"
NERVES = "Nervous system disorders"
KIDNEY = "Renal and urinary disorders"
LUNG = "Respiratory, thoracic and mediastinal disorders"


@dataclass(frozen=True, slots=True)
class Term:
    """A term, how often it comes relative to others, and its relation to therapy."""

    name: str
    soc: str
    weight: float
    serious_weight: float = 0.0
    worst_grade: int = 3
    by_therapy: float = 0.2
    """Probability of being attributed to 177Lu-PSMA."""


ANAEMIA = Term("Anaemia", BLOOD, 1.2, serious_weight=8, worst_grade=4, by_therapy=0.5)
THROMBOCYTOPENIA = Term("Thrombocytopenia", BLOOD, 1.0, 4, worst_grade=4, by_therapy=0.6)

TERMS = (
    ANAEMIA,
    THROMBOCYTOPENIA,
    Term("Leukopenia", BLOOD, 1.0, by_therapy=0.6),
    Term("Lymphopenia", BLOOD, 0.6, by_therapy=0.6),
    Term("Neutropenia", BLOOD, 0.4, serious_weight=1, worst_grade=4, by_therapy=0.5),
    Term("Dry mouth", GUT, 3.2, worst_grade=2, by_therapy=0.95),
    Term("Nausea", GUT, 2.4, by_therapy=0.5),
    Term("Vomiting", GUT, 0.9, serious_weight=1, by_therapy=0.4),
    Term("Constipation", GUT, 1.6, worst_grade=2),
    Term("Diarrhoea", GUT, 0.6),
    Term("Fatigue", GENERAL, 4.0, by_therapy=0.45),
    Term("Oedema peripheral", GENERAL, 0.9, worst_grade=2, by_therapy=0.05),
    Term("Pyrexia", GENERAL, 0.4, serious_weight=1),
    Term("General physical health deterioration", GENERAL, 0.5, serious_weight=6, worst_grade=4),
    Term("Bone pain", MUSCLE, 2.6, serious_weight=5, by_therapy=0.1),
    Term("Back pain", MUSCLE, 1.3, serious_weight=2, by_therapy=0.05),
    Term("Arthralgia", MUSCLE, 0.6, by_therapy=0.1),
    Term("Decreased appetite", METABOLISM, 1.8, by_therapy=0.3),
    Term("Hypocalcaemia", METABOLISM, 0.3),
    Term("Weight decreased", "Investigations", 1.2, by_therapy=0.1),
    Term("Urinary tract infection", INFECTION, 0.9, serious_weight=4, by_therapy=0.02),
    Term("Pneumonia", INFECTION, 0.3, serious_weight=4, worst_grade=4, by_therapy=0.02),
    Term("Sepsis", INFECTION, 0.0, serious_weight=2, worst_grade=4, by_therapy=0.02),
    Term("Dizziness", NERVES, 0.7, worst_grade=2),
    Term("Spinal cord compression", NERVES, 0.0, serious_weight=4, worst_grade=4, by_therapy=0.0),
    Term("Haematuria", KIDNEY, 0.5, serious_weight=2, by_therapy=0.05),
    Term("Acute kidney injury", KIDNEY, 0.2, serious_weight=3, worst_grade=4),
    Term("Dyspnoea", LUNG, 0.8, serious_weight=2, by_therapy=0.1),
    Term("Dry eye", "Eye disorders", 0.4, worst_grade=2, by_therapy=0.7),
    Term("Deep vein thrombosis", "Vascular disorders", 0.2, serious_weight=1, by_therapy=0.05),
)
FATAL = tuple(
    term
    for term in TERMS
    if term.name in {"General physical health deterioration", "Sepsis", "Pneumonia"}
)
"""Terms that some patients die of."""
