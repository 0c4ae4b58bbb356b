"""A real kernel in which a measurement runs, driven by its shell channel alone.

Nobody listens to the kernel's iopub here: what is sent there is measured where it goes.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).parent.parent
PYTHONPATH = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
LOAD = "%load_ext jupyter_visdom"
TIMEOUT = 600


@contextmanager
def kernel(code: str = LOAD) -> Iterator[BlockingKernelClient]:
    """Start a kernel and run `code` in it, by default what loads the extension."""
    manager = KernelManager(kernel_name="python3")
    environment = {**os.environ, "PYTHONPATH": PYTHONPATH, "JUPYTER_VISDOM_ENV_PATH": ""}  # nobody's saved plots
    manager.start_kernel(env=environment, stdout=DEVNULL, stderr=DEVNULL)
    client = manager.blocking_client()
    try:
        connect(client)
        evaluate(client, code)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def connect(client: BlockingKernelClient) -> None:
    """Open the shell channel, and wait until the kernel answers."""
    client.start_channels(shell=True, iopub=False, stdin=False, hb=False, control=False)
    client.kernel_info(reply=True, timeout=TIMEOUT)


def evaluate(client: BlockingKernelClient, code: str, expression: str = "None") -> Any:
    """Run `code` in the kernel and return the value of `expression`, which JSON can carry."""
    value = f"__import__('json').dumps({expression})"
    reply = client.execute(
        code, user_expressions={"value": value}, store_history=False, reply=True, timeout=TIMEOUT, allow_stdin=False
    )
    return value_of(reply["content"])


def value_of(content: dict[str, Any]) -> Any:
    """Return the value that a reply carries."""
    if content["status"] != "ok":
        raise RuntimeError("\n".join(content.get("traceback", [content["status"]])))
    found = content["user_expressions"]["value"]
    if found["status"] != "ok":
        raise RuntimeError("\n".join(found["traceback"]))
    return json.loads(ast.literal_eval(found["data"]["text/plain"]))
