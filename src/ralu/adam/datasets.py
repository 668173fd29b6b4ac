"""The analysis datasets of a study, in memory and as Parquet."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

NAMES = ("adsl", "adex", "adcm", "adae", "adlb", "adtte", "dq", "dqcol", "dqunit")


@dataclass(frozen=True)
class AdamSet:
    """The analysis datasets: adsl, adex, adcm, adae, adlb, adtte, dq, dqcol and dqunit.

    A dataset the study does not have is an empty frame with its columns. Labels of variables
    stand in ``attrs["labels"]`` of each frame.
    """

    datasets: dict[str, pd.DataFrame]

    @property
    def adsl(self) -> pd.DataFrame:
        """One record per subject."""
        return self.datasets["adsl"]

    @property
    def adex(self) -> pd.DataFrame:
        """One record per dose."""
        return self.datasets["adex"]

    @property
    def adcm(self) -> pd.DataFrame:
        """One record per anticancer therapy."""
        return self.datasets["adcm"]

    @property
    def adae(self) -> pd.DataFrame:
        """One record per adverse event."""
        return self.datasets["adae"]

    @property
    def adlb(self) -> pd.DataFrame:
        """One record per laboratory value."""
        return self.datasets["adlb"]

    @property
    def adtte(self) -> pd.DataFrame:
        """One record per subject and time-to-event parameter."""
        return self.datasets["adtte"]

    @property
    def dq(self) -> pd.DataFrame:
        """One record per data-quality finding."""
        return self.datasets["dq"]

    @property
    def dqcol(self) -> pd.DataFrame:
        """One record per column of the source, with its share of empty cells."""
        return self.datasets["dqcol"]

    @property
    def dqunit(self) -> pd.DataFrame:
        """One record per laboratory test and unit of the source, with what it was multiplied by."""
        return self.datasets["dqunit"]

    @cached_property
    def _parquet(self) -> dict[str, bytes]:
        written = {}
        for name, frame in self.datasets.items():
            out = io.BytesIO()
            frame.to_parquet(out, index=False, compression="zstd")
            written[name] = out.getvalue()
        return written

    @cached_property
    def sources(self) -> dict[str, str]:
        """Name and content hash of each dataset, as the ledger's `source` shows it."""
        return {
            name: f"{name.upper()} sha256:{hashlib.sha256(content).hexdigest()[:12]}"
            for name, content in self._parquet.items()
        }

    def label(self, dataset: str, variable: str) -> str:
        """Return the label of a variable, or its name where it has none."""
        labels: dict[str, str] = self.datasets[dataset].attrs.get("labels", {})
        return labels.get(variable, variable)

    def is_given(self, dataset: str, variable: str) -> bool:
        """Return whether a variable that is derived otherwise comes from the study's own files."""
        return variable in self.datasets[dataset].attrs.get("given", [])

    def write(self, folder: Path) -> None:
        """Write each dataset as ``<name>.parquet``; equal datasets give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self._parquet.items():
            (folder / f"{name}.parquet").write_bytes(content)

    @classmethod
    def read(cls, folder: Path) -> AdamSet:
        """Read what `write` wrote."""
        contents = {name: (folder / f"{name}.parquet").read_bytes() for name in NAMES}
        read = cls({n: pd.read_parquet(io.BytesIO(content)) for n, content in contents.items()})
        read.__dict__["_parquet"] = contents
        return read
