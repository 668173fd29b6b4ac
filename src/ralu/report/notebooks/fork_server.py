"""A process that has imported what notebooks need, and forks a kernel for each connection.

A kernel ends when its connection does, so that none outlives the run of the report.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from socketserver import ForkingMixIn, StreamRequestHandler, UnixStreamServer
from threading import Thread
from typing import Any

import numpy

POLL_SECONDS = 0.2


class _Kernel(StreamRequestHandler):
    """Is a kernel, in a process of its own, as if Jupyter had started it."""

    server: _Server

    def handle(self) -> None:
        self.server.socket.close()
        order = json.loads(self.rfile.readline())
        os.setsid()  # who stops the kernel stops what it started
        self.wfile.write(f"{os.getpid()}\n".encode())
        Thread(target=self._end_with_report, daemon=True).start()
        os.environ.clear()
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        numpy.random.seed()  # else the same in every kernel; `random` sees to it itself
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance(argv=order["arguments"], parent_handle=os.getppid())

    def _end_with_report(self) -> None:
        self.rfile.read(1)
        os._exit(1)


class _Server(ForkingMixIn, UnixStreamServer):
    """Takes a listening socket over; ends with the process that started it."""

    def __init__(self, listening: socket.socket, started_by: int) -> None:
        super().__init__(listening.getsockname(), _Kernel, bind_and_activate=False)
        self.socket.close()
        listening.set_inheritable(False)
        self.socket = listening
        self._started_by = started_by

    def service_actions(self) -> None:
        super().service_actions()
        if os.getppid() != self._started_by:
            os._exit(1)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # which is that the other side has gone
            super().handle_error(request, client_address)


def _import(modules: Sequence[str]) -> None:
    """Import once for all kernels; what fails here fails again in its notebook, and is shown."""
    for name in ("ipykernel.kernelapp", *modules):
        with suppress(Exception):
            importlib.import_module(name)
    gc.freeze()  # what is shared stays shared as long as nobody touches it


def serve(descriptor: int, started_by: int, modules: Sequence[str]) -> None:
    """Fork a kernel for each connection to a listening socket while a process runs.

    Parameters
    ----------
    descriptor
        Of the socket.
    started_by
        The process, which must be the parent.
    modules
        What to import before.
    """
    server = _Server(socket.socket(fileno=descriptor), started_by)
    _import(modules)
    server.serve_forever(POLL_SECONDS)
