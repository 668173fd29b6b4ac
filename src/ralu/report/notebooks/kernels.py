"""Where kernels run: their environment, their sockets, and the process they are forked from."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import ralu
from ralu.problems import refuse

KERNEL = {
    "IPYKERNEL_CELL_NAME": "cell",  # else a hash in a path of this machine
    "JUPYTER_PREFER_ENV_PATH": "1",  # never a kernel of the same name from elsewhere
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",  # sums in one order, whatever the number of cores
    "PYTHONHASHSEED": "0",
}
FORK = "fork"
"""Name of the fork server's socket."""
SERVER = (
    "import sys; sys.path[:] = filter(None, sys.path)\n"  # nothing beside the notebooks
    "from ralu.report.notebooks.fork_server import serve; serve({}, {}, {})"
)
LONGEST = 70
"""Bytes of the folder of temporary files, so that sockets below it stay under the system's 107."""


@contextmanager
def kernels(
    *, folder: Path, run: Path, study: Path, data: Path, modules: Sequence[str] = ()
) -> Iterator[Path]:
    """Set the environment of all kernels, and get ready to fork them; give their sockets' folder.

    IPython's own folder lies there as well, so that no profile of the user has a say. All kernels
    run this copy of the package: names of folders in PYTHONPATH that are relative to here stay so.

    Parameters
    ----------
    folder
        That of the notebooks.
    run, study, data
        What the notebooks read.
    modules
        What the notebooks import of this package, imported once before kernels are forked.

    Raises
    ------
    InputError
        When the folder of temporary files has too long a name for sockets.
    """
    if len(os.fsencode(tempfile.gettempdir())) > LONGEST:
        message = f"is too long for sockets: more than {LONGEST} bytes."
        raise refuse("TMPDIR", message, "Set it to a shorter path.", value=tempfile.gettempdir())
    with tempfile.TemporaryDirectory(prefix="ralu-", ignore_cleanup_errors=True) as sockets:
        before = dict(os.environ)
        os.environ.update(KERNEL)
        os.environ.update(
            RALU_RUN=str(run.resolve()),
            RALU_STUDY=str(study.resolve()),
            RALU_DATA=str(data.resolve()),
            IPYTHONDIR=f"{sockets}/ipython",
            JUPYTER_RUNTIME_DIR=sockets,
            PYTHONPATH=_absolute(os.environ.get("PYTHONPATH", "")),
            RALU_PACKAGE=str(Path(ralu.__file__).resolve().parent),
        )
        try:
            with _fork_server(folder, Path(sockets), modules):
                yield Path(sockets)
        finally:
            os.environ.clear()
            os.environ.update(before)


def _absolute(search: str) -> str:
    """Return the folders of a search path by whole names, as seen from here."""
    return os.pathsep.join(str(Path(name).absolute()) for name in search.split(os.pathsep) if name)


@contextmanager
def _fork_server(folder: Path, sockets: Path, modules: Sequence[str]) -> Iterator[None]:
    """Run the process that kernels are forked from; it imports while this process goes on."""
    if sys.platform != "linux":  # a fork may crash in a library of the system
        yield
        return
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(sockets / FORK))
        listening.listen()
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER.format(listening.fileno(), os.getpid(), list(modules))],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            pass_fds=[listening.fileno()],
            start_new_session=True,  # an interrupt of the terminal is not for kernels
        )
    try:
        yield
    finally:
        server.kill()
        server.wait()
