"""Make a report twice, in unlike surroundings, and compare all files byte by byte."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path

SURROUNDINGS = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "JOBS": "1"},
    {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "JOBS": "2"},
)


def main() -> int:
    """Return 0 where the two are the same; else name the first difference."""
    parser = argparse.ArgumentParser()
    parser.add_argument("study")
    parser.add_argument("--data")
    options = parser.parse_args()
    data = ["--data", options.data] if options.data else []
    with tempfile.TemporaryDirectory(prefix="ralu-verify-") as folder:
        reports = [Path(folder, name, Path(options.study).resolve().name) for name in "ab"]
        for report, around in zip(reports, SURROUNDINGS, strict=True):
            print("Report with", *(f"{name}={value}" for name, value in around.items()), flush=True)
            command = [sys.executable, "-m", "ralu", "report", options.study, *data]
            command += ["--out", str(report), "--jobs", around["JOBS"]]
            ran = subprocess.run(command, env=os.environ | around, stderr=subprocess.PIPE)
            if ran.returncode:
                sys.stderr.buffer.write(ran.stderr)
                return ran.returncode
        return compare(*reports)


def compare(one: Path, other: Path) -> int:
    """Compare two folders; name the first difference."""
    files = [{f.relative_to(r) for f in r.rglob("*") if f.is_file()} for r in (one, other)]
    for name in sorted(files[0] | files[1]):
        if name not in files[0] & files[1]:
            print(f"{name} is in one report only.", file=sys.stderr)
            return 1
        contents = (one / name).read_bytes(), (other / name).read_bytes()
        if contents[0] != contents[1]:
            pairs = enumerate(zip_longest(*contents))
            at = next(place for place, pair in pairs if pair[0] != pair[1])
            print(f"{name} differs first at byte {at + 1}:", file=sys.stderr)
            for content in contents:
                print(f"  {content[max(at - 40, 0) : at + 40]!r}", file=sys.stderr)
            return 1
    print(f"The same {len(files[0])} files, byte for byte.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
