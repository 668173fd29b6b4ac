"""Kernels that are forked from the fork server, as papermill and Jupyter know kernels."""

from __future__ import annotations

import json
import os
import signal
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from select import select
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Unicode
from traitlets.config import Config

from ralu.report.notebooks.kernels import FORK

ANSWER_SECONDS = 60
"""How long a kernel may take to be forked, the imports of the server included."""


def papermill_settings(sockets: Path) -> dict[str, Any]:
    """Return how papermill starts and reaches a kernel of its own.

    Local sockets: no port can be taken by another kernel's start.
    """
    settings = {"transport": "ipc", "ip": str(Path(tempfile.mkdtemp(dir=sockets), "k"))}
    if not (server := sockets / FORK).exists():
        return {"config": Config(KernelManager=settings)}
    config = Config(KernelManager=settings, ForkedKernelManager={"server": str(server)})
    return {"config": config, "kernel_manager_class": ForkedKernelManager}


class ForkedKernelManager(AsyncKernelManager):
    """Manages a kernel that the fork server makes."""

    server = Unicode(help="Socket of the fork server.").tag(config=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.provisioner = _Provisioner(parent=self, kernel_spec=self.kernel_spec)


class _Provisioner(LocalProvisioner):
    """Starts a kernel by the fork server; where that has ended, as Jupyter does."""

    process: Any

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        manager: Any = self.parent
        self.cwd = kwargs["cwd"]
        order = {"arguments": cmd[cmd.index("-f") :], "folder": str(self.cwd)}
        try:
            self.process = _Process(manager.server, order | {"environment": dict(kwargs["env"])})
        except (OSError, ValueError):
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class _Process:
    """A forked kernel with the calls of `subprocess.Popen` that Jupyter makes."""

    stdin = stdout = stderr = None

    def __init__(self, server: str, order: Mapping[str, Any]) -> None:
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.settimeout(ANSWER_SECONDS)
        self._connection.connect(server)
        self._connection.sendall(json.dumps(order).encode() + b"\n")
        with self._connection.makefile() as answer:
            self.pid = int(answer.readline())
        self._itself = os.pidfd_open(self.pid)

    def poll(self) -> int | None:
        """Return 1 once the kernel has ended, however it did."""
        ended, _, _ = select([self._itself], [], [], 0)
        return 1 if ended else None

    def wait(self) -> int:
        select([self._itself], [], [])
        os.close(self._itself)
        self._connection.close()
        return 1

    def send_signal(self, number: int) -> None:
        signal.pidfd_send_signal(self._itself, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)
