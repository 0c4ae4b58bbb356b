"""Panes come to every page that attached, whatever the kernel does, and to nobody else."""

from __future__ import annotations

import asyncio

import pytest
from frontend import Jupyter, Notebook
from servers import LocalFactory, LocalServer, ServerProcess, until

from jupyter_visdom.viewer import CommandRefused, ConnectionLost, Viewer


@pytest.mark.parametrize("v1", [True, False], ids=["v1", "old"])
async def test_viewer_mirror_and_kernel_agree(server: ServerProcess, notebook: Notebook, v1: bool):
    """Under a base URL, with the token in a header alone, in both subprotocols of the kernel's websocket."""
    async with Viewer(server.url, server.token, notebook.kernel_id, v1=v1) as viewer:
        digest = await notebook.run(
            "side.put('a', 'hello'); side.put('b', [1.5] * 1000, 'other'); side.flush()\n"
            "side.append('b', [2.5] * 10, 'other'); side.flush(); _it = side.digest()"
        )
        await until(lambda: viewer.digest() == digest)
        assert (await notebook.jupyter.mirror(notebook.kernel_id))["digest"] == digest
        assert viewer.window("b", "other")["content"] == [1.5] * 1000 + [2.5] * 10
        assert (viewer.kernel, viewer.stale) == ("alive", False)


async def test_attaching_to_a_busy_kernel_is_answered_from_the_mirror(server: ServerProcess, notebook: Notebook):
    await notebook.run("side.put('a', 'hello'); side.flush()")
    busy = await notebook.occupy()
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await viewer.settled(10)
        assert viewer.window("a")["content"] == "hello"
        assert not busy.done()
        await notebook.jupyter.fetch(f"api/kernels/{notebook.kernel_id}/interrupt", "POST")
        assert (await busy)["content"]["ename"] == "KeyboardInterrupt"


async def test_two_viewers_see_the_same(server: ServerProcess, notebook: Notebook):
    where = server.url, server.token, notebook.kernel_id
    async with Viewer(*where) as one, Viewer(*where) as other:
        digest = await notebook.run(
            "[side.put(f'w{i}', 'x' * 5000) for i in range(100)]\nside.flush()\n_it = side.digest()"
        )
        await until(lambda: one.digest() == other.digest() == digest)


async def test_a_page_that_never_attached_is_sent_nothing_and_no_limit_is_hit(
    server: ServerProcess, notebook: Notebook
):
    """4,000 messages at once would be far over jupyter_server's 1,000 a second; the user's own output all arrives."""
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await notebook.run(
            "import time\nfor i in range(4000):\n    side.put('a', str(i)); side.flush(); time.sleep(0.0005)\n"
            "    if i % 100 == 0: print(i, flush=True)"
        )
        await until(lambda: "a" in viewer.windows() and viewer.window("a")["content"] == "3999", 60)
        await until(lambda: "3900" in notebook.printed)
    assert notebook.ours == []
    assert notebook.printed.split() == [str(i) for i in range(0, 4000, 100)]


async def test_commands_are_carried_out_while_a_cell_runs(server: ServerProcess, notebook: Notebook):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await viewer.settled()
        busy = await notebook.occupy()
        await viewer.send({"cmd": "put", "win": "a", "content": "made by a command"})
        await viewer.settled()
        assert viewer.window("a")["content"] == "made by a command"
        with pytest.raises(CommandRefused, match=r"I will not\."):
            await viewer.send({"cmd": "refuse"})
        assert not busy.done()
        await notebook.jupyter.fetch(f"api/kernels/{notebook.kernel_id}/interrupt", "POST")
        await busy
    assert all(name.startswith("subshell-") for name in await notebook.run("_it = side.threads"))


async def test_a_command_to_a_kernel_that_has_not_loaded_us_is_refused(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str
):
    async with Notebook(jupyter, kernel_id) as notebook, Viewer(server.url, server.token, kernel_id) as viewer:
        await viewer.settled()
        assert viewer.kernel == "unloaded"
        with pytest.raises(CommandRefused, match="has not loaded"):
            await viewer.send({"cmd": "put"})
        assert (
            await notebook.run("import threading; _it = [t.name for t in threading.enumerate() if 'sub' in t.name]")
            == []
        )


async def test_a_kernel_that_loaded_us_before_anybody_listened_is_found(server: ServerProcess, jupyter: Jupyter):
    """Its frames went to nobody; on the first `attach` the server asks, and a cell that runs does not matter."""
    kernel_id = await jupyter.start_kernel()
    async with Notebook(jupyter, kernel_id) as notebook:
        # A stand-in for a server that was restarted: a comm without the beat that announces it.
        await notebook.run("import kernel_side\nkernel_side.Side.send_beat = lambda self: None")
        await notebook.load()
        await notebook.run("side.put('a', 'hello')")
        busy = await notebook.occupy()
        async with Viewer(server.url, server.token, kernel_id) as viewer:
            async with asyncio.timeout(20):
                while "a" not in viewer.windows():
                    await viewer.settled()
        assert not busy.done()
    await jupyter.fetch(f"api/kernels/{kernel_id}", "DELETE")


async def test_a_kernel_at_work_is_not_taken_for_idle_because_a_page_sent_a_command(
    server: ServerProcess, notebook: Notebook
):
    """The answer of a subshell says `idle`; jupyter_server would cull the kernel in the middle of its cell."""
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await viewer.settled()
        subshell = await notebook.make_subshell()
        busy = await notebook.occupy()
        await notebook.speak_on(subshell)
        for i in range(5):
            await viewer.send({"cmd": "put", "win": "a", "content": str(i)})
        await viewer.settled()
        await asyncio.sleep(0.3)
        state = await notebook.jupyter.ask(f"api/kernels/{notebook.kernel_id}")
        assert state["execution_state"] == "busy"
        await notebook.jupyter.fetch(f"api/kernels/{notebook.kernel_id}/interrupt", "POST")
        await busy
        async with asyncio.timeout(10):
            while (await notebook.jupyter.ask(f"api/kernels/{notebook.kernel_id}"))["execution_state"] != "idle":
                await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("works", "state", "after"), [(True, "idle", "busy"), (False, "idle", "idle"), (True, "starting", "starting")]
)
async def test_only_a_kernel_at_work_that_is_taken_for_idle_is_kept_busy(
    local: LocalServer, works: bool, state: str, after: str
):
    """Else a page's command would keep an idle kernel from being culled for good."""
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.run("1")
        life, kernel = local.relays.get(kernel_id)._life, local.app.kernel_manager.get_kernel(kernel_id)
        await until(lambda: life._told == "unloaded" and kernel.execution_state == "idle")
        life._working, kernel.execution_state = works, state
        life._keep_busy()
        assert kernel.execution_state == after


async def test_what_a_page_says_wrong_is_counted_and_does_no_harm(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.say({"v": 1, "type": "ack", "epoch": None, "cursor": 0, "index": 0})
        relay = local.relays.get(kernel_id)
        await notebook.say("nothing that we know")
        await until(lambda: relay.counts["from pages not attached"] == 2)
        assert await notebook.attach() == 200
        wrong = [3, [], {}, {"v": 2, "type": "ack"}, {"v": 1, "type": "ack"}, {"v": 1, "type": "show", "visible": [1]}]
        wrong += [{"v": 1, "type": "command", "ref": "r" * 65, "body": {}}, {"v": 1, "type": "resync", "cursor": -1}]
        for data in wrong:
            await notebook.say(data)
        await notebook.say({"v": 1, "type": "unheard of"}, "control")
        await until(lambda: relay.counts["unknown type"] == 1)
        assert relay.counts["malformed from a page"] == len(wrong)
        assert list(relay.clients) == [notebook.session]
        await notebook.say({"v": 1, "type": "detach"})
        await until(lambda: not relay.clients)


async def test_everything_of_a_client_is_gone_with_its_websocket_and_of_a_relay_with_its_kernel(
    make_local: LocalFactory,
):
    local = await make_local(beat=30.0, patience=90.0)  # no write finds out that a websocket is gone
    before = asyncio.all_tasks()
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.load()
        relay = local.relays.get(kernel_id)
        async with Viewer(local.url, local.token, kernel_id) as viewer:
            await viewer.settled()
            assert len(relay.clients) == 1
            waiting = asyncio.create_task(viewer.send({"cmd": "never"}))
            await until(lambda: relay._commands)
        await until(lambda: not relay.clients)
        assert not relay._commands
        with pytest.raises(ConnectionLost):
            await waiting
    assert len(local.relays) == 1
    assert local.relays._pages == {}
    await local.jupyter.fetch(f"api/kernels/{kernel_id}", "DELETE")
    await until(lambda: len(local.relays) == 0)
    ours = [t for t in asyncio.all_tasks() - before if "jupyter_visdom" in repr(t)]
    assert ours == []


async def test_nothing_waits_for_a_beat(make_local: LocalFactory):
    """Neither what is drawn, nor what is drawn soon after, nor an answer, nor the kernel's state."""
    local = await make_local(beat=30.0, patience=90.0)
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook, Viewer(local.url, local.token, kernel_id) as viewer:
        await notebook.load()
        await viewer.settled()
        for content in "abc":
            digest = await notebook.run(f"side.put('w', {content!r}); side.flush(); _it = side.digest()")
            await until(lambda digest=digest: viewer.digest() == digest)
        async with asyncio.timeout(20):
            with pytest.raises(CommandRefused, match="I will not"):
                await viewer.send({"cmd": "refuse"})
        await until(lambda: viewer.kernel == "alive")
        await local.jupyter.ask(f"api/kernels/{kernel_id}/restart", "POST")
        await until(lambda: viewer.kernel == "unloaded")


async def test_the_offline_buffer_has_none_of_our_frames(local: LocalServer):
    """With no websocket left jupyter_server keeps what the kernel sends, and replays it; ours is not among it."""
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.load()
        await notebook.begin(
            "import time\nfor i in range(200):\n    side.put('a', 'x' * 1000 + str(i)); side.flush()\n"
            "    time.sleep(0.01)\nprint('done')"
        )
        relay = local.relays.get(kernel_id)
        await until(lambda: "a" in [win for (_, win), _ in relay.store.panes()])
    manager = local.app.kernel_manager
    await until(lambda: kernel_id in manager._kernel_buffers)
    buffer = manager._kernel_buffers[kernel_id]["buffer"]
    await until(lambda: any(b"done" in part for _, parts in buffer for part in parts))
    assert not [parts for _, parts in buffer if parts[0].startswith(b"comm-")]
    assert relay.store.pane("main", "a").to_json()["content"].endswith("199")
    async with (
        Notebook(local.jupyter, kernel_id, notebook.session) as again,
        Viewer(local.url, local.token, kernel_id) as viewer,
    ):
        await viewer.settled()
        digest = await again.run("side.put('b', 'after'); side.flush(); _it = side.digest()")
        await until(lambda: viewer.digest() == digest)
        assert again.ours == []
        assert "done" in again.printed
