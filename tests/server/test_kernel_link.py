"""The way to a kernel: through a subshell, or without one, and what is left of it when it closes."""

from __future__ import annotations

import pytest
from frontend import Notebook
from servers import LocalServer, until

from jupyter_visdom.core import messages
from jupyter_visdom.server import kernel as kernel_module
from jupyter_visdom.server.kernel import KernelLink
from jupyter_visdom.viewer import Viewer

PUT = {"cmd": "put", "win": "a", "content": "x"}


async def check_a_command_arrives(local: LocalServer) -> None:
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.load()
        async with Viewer(local.url, local.token, kernel_id) as viewer:
            await viewer.settled()
            await viewer.send(PUT)
            await until(lambda: viewer.windows() == ["a"])


async def test_a_way_that_closes_before_it_is_there_leaves_no_timer_and_no_sockets(local: LocalServer):
    link = KernelLink(local.app.kernel_manager.get_kernel(await local.jupyter.start_kernel()))
    assert link.send([(messages.resync(None, 0), b"")])
    link.close()
    assert link._timer.cancelled()
    assert link._control.closed() and link._shell.closed()


async def test_a_kernel_without_subshells_is_spoken_to_at_once(local: LocalServer, monkeypatch: pytest.MonkeyPatch):
    """As soon as it has said so."""
    monkeypatch.setattr(kernel_module, "SUBSHELLS", "what no kernel has")
    monkeypatch.setattr(kernel_module, "SUBSHELL_SECONDS", 3600)
    await check_a_command_arrives(local)


async def test_a_kernel_that_does_not_say_what_it_has_is_spoken_to_after_a_while(
    local: LocalServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(KernelLink, "_receive_info", lambda self, content: None)
    monkeypatch.setattr(kernel_module, "SUBSHELL_SECONDS", 0.1)
    await check_a_command_arrives(local)


async def test_what_is_not_signed_by_the_kernel_is_no_answer(local: LocalServer):
    link = KernelLink(local.app.kernel_manager.get_kernel(await local.jupyter.start_kernel()))
    link._subshell = "ours"
    for receive in (link._receive_answer, link._receive_complaint):
        receive([b"<IDS|MSG>", b"forged", b"{}", b"{}", b"{}", b'{"status": "error"}'])
        receive([b"no message at all"])
    assert link._subshell == "ours"
    link.close()


async def test_after_a_complaint_that_the_subshell_is_gone_the_main_shell_is_taken(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.load()
        async with Viewer(local.url, local.token, kernel_id) as viewer:
            await viewer.settled()
            life = local.relays.get(kernel_id)._life
            await until(lambda: life._link and life._link._subshell)
            life._link._subshell = "gone"
            assert life.send(messages.resync(None, 0))
            await until(lambda: life._link._subshell is None)
            await viewer.send(PUT)
            await until(lambda: viewer.windows() == ["a"])
