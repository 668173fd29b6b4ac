"""A process that has imported what notebooks need, and forks a kernel for each connection.

The connection holds the two together: who runs the report sees a kernel end by it, and a kernel
ends when who runs the report does.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import socket
import sys
from contextlib import suppress
from socketserver import ForkingMixIn, StreamRequestHandler, UnixStreamServer
from threading import Thread

PACKAGES = ("ralu.tables", "ralu.figures")
MODULES = ("ipykernel.kernelapp", "lifelines", "seaborn", "ralu.notebook")
POLL_SECONDS = 0.2


class _Kernel(StreamRequestHandler):
    """Is a kernel, in a process of its own, as if Jupyter had started it."""

    def handle(self) -> None:
        order = json.loads(self.rfile.readline())
        os.setsid()  # an interrupt of the terminal is not for kernels
        self.wfile.write(f"{os.getpid()}\n".encode())
        Thread(target=self._end_with_report, daemon=True).start()
        os.environ.clear()
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance(argv=order["arguments"], parent_handle=os.getppid())

    def _end_with_report(self) -> None:
        self.rfile.read(1)
        os._exit(1)


class _Server(ForkingMixIn, UnixStreamServer):
    """Takes a listening socket over; ends with the process that started it."""

    def __init__(self, listening: socket.socket) -> None:
        super().__init__(listening.getsockname(), _Kernel, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self._started_by = os.getppid()

    def service_actions(self) -> None:
        super().service_actions()
        if os.getppid() != self._started_by:
            os._exit(1)


def _import() -> None:
    """Import once for all kernels; what fails here fails again in its notebook, and is shown."""
    names = list(MODULES)
    for package in PACKAGES:
        found = pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}.")
        names += [module.name for module in found]
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)
    gc.freeze()  # what is shared stays shared as long as nobody touches it


if __name__ == "__main__":
    server = _Server(socket.socket(fileno=int(sys.argv[1])))
    _import()
    server.serve_forever(POLL_SECONDS)
