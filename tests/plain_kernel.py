"""A kernel without subshells, as most kernels are: ipykernel's, less the thread that makes them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

NAME = "plain"


def install(home: Path) -> None:
    """Offer this kernel to a server that has its home there."""
    folder = home / "data" / "kernels" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    argv = [sys.executable, __file__, "-f", "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Plain", "language": "python"}))


def main() -> None:
    from ipykernel.kernelapp import IPKernelApp

    class PlainKernelApp(IPKernelApp):
        def init_control(self, context):
            super().init_control(context)
            self.shell_channel_thread = None

    PlainKernelApp.launch_instance()


if __name__ == "__main__":
    main()
