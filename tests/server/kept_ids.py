"""Kernels that keep their ids; loaded in the server by its `kernel_manager_class`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager


class KeepsIds(AsyncMappingKernelManager):
    """Every server calls a kernel that it did not start what its connection file is called.

    jupyter_server gives it another id each time.
    """

    def new_kernel_id(self, **arguments: Any) -> str:
        if arguments:  # of a kernel that is to be started
            return super().new_kernel_id(**arguments)
        new = set(Path(self.external_connection_dir).iterdir()) - set(self.kernel_id_to_connection_file.values())
        return min(new).stem.removeprefix("kernel-")
