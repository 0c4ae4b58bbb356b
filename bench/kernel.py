"""A real kernel with the extension loaded, in which a measurement runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

TIMEOUT = 600


@contextmanager
def kernel() -> Iterator[BlockingKernelClient]:
    """Start a kernel and load the extension in it."""
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        evaluate(client, "%load_ext jupyter_visdom", "None")
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def evaluate(client: BlockingKernelClient, code: str, expression: str) -> Any:
    """Run `code` in the kernel and return the value of `expression`, a plain literal."""
    reply = client.execute_interactive(
        code, user_expressions={"value": expression}, store_history=False, timeout=TIMEOUT, output_hook=lambda _: None
    )["content"]
    if reply["status"] != "ok":
        raise RuntimeError("\n".join(reply["traceback"]))
    return ast.literal_eval(reply["user_expressions"]["value"]["data"]["text/plain"])
