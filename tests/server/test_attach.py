"""What `attach` answers (`docs/protocol.md`, section 3)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from frontend import Notebook
from servers import LocalFactory, LocalServer, until

from jupyter_visdom.core.limits import NAME_CHARS
from jupyter_visdom.server.client import Client

GOOD = {"v": 1, "session": "s", "epoch": None, "cursor": 0, "visible": []}

HERE = {"v": 1, "type": "attach", "epoch": None, "cursor": 0, "visible": []}
"""The same, as a page says it in its websocket."""


@asynccontextmanager
async def drawn(local: LocalServer) -> AsyncIterator[Notebook]:
    """A page of a kernel that has drawn one window."""
    async with Notebook(local.jupyter, await local.jupyter.start_kernel()) as notebook:
        await notebook.load()
        await notebook.run("side.put('a', 'hello'); side.flush()")
        yield notebook


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"v": 2}, "'v'"),
        ({"v": None}, "'v'"),
        ({"session": ""}, "'session'"),
        ({"session": "s" * (NAME_CHARS + 1)}, "'session'"),
        ({"session": 3}, "'session'"),
        ({"epoch": 3}, "'epoch'"),
        ({"cursor": -1}, "'cursor'"),
        ({"cursor": True}, "'cursor'"),
        ({"visible": {}}, "'visible'"),
        ({"visible": [["main"]]}, "'visible'"),
    ],
)
async def test_a_wrong_field_is_named(local: LocalServer, wrong: dict[str, Any], field: str):
    answer = await local.jupyter.fetch("jupyter_visdom/kernels/a-b-c-d-e/attach", "POST", {**GOOD, **wrong})
    assert answer.code == 400
    assert field in json.loads(answer.body)["message"]


@pytest.mark.parametrize("body", ["[]", "3", "{", '"100%s"'])
async def test_a_body_that_is_no_object_is_refused(local: LocalServer, body: str):
    assert (await local.jupyter.fetch("jupyter_visdom/kernels/a-b-c-d-e/attach", "POST", body)).code == 400


async def test_no_such_kernel(local: LocalServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    monkeypatch.setattr("jupyter_visdom.server.routes.ATTACH_SECONDS", 0)
    for route, body in (("attach", GOOD), ("message", {"session": "s", "message": {"v": 1}})):
        answer = await local.jupyter.fetch(f"jupyter_visdom/kernels/a-b-c-d-e/{route}", "POST", body)
        assert (answer.code, json.loads(answer.body)["reason"]) == (404, "no-kernel")
    answer = await local.jupyter.fetch("jupyter_visdom/kernels/a-b-c-d-e")
    assert (answer.code, json.loads(answer.body)["reason"]) == (404, "no-kernel")
    assert "Uncaught exception" not in caplog.text, "it is answered once"


async def test_no_such_websocket(local: LocalServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("jupyter_visdom.server.routes.ATTACH_SECONDS", 0.01)
    kernel_id = await local.jupyter.start_kernel()
    answer = await local.jupyter.fetch(f"jupyter_visdom/kernels/{kernel_id}/attach", "POST", GOOD)
    assert (answer.code, json.loads(answer.body)["reason"]) == (409, "no-websocket")
    assert not local.relays._waiting


async def test_the_answer_has_the_limits_and_unknown_fields_do_not_matter(make_local: LocalFactory):
    server = await make_local(beat=1.5, patience=7.0, frame_bytes=100_000)
    kernel_id = await server.jupyter.start_kernel()
    async with Notebook(server.jupyter, kernel_id) as notebook:
        body = {**GOOD, "session": notebook.session, "thin": True}
        answer = await server.jupyter.ask(f"jupyter_visdom/kernels/{kernel_id}/attach", "POST", body)
    limits = {"beat": 1.5, "patience": 7.0, "frame": 100_000}
    assert answer == {"v": 1, "epoch": None, "cursor": None, "kernel": "unloaded", "mirror": True, **limits}


async def test_attach_waits_for_the_websocket(local: LocalServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("jupyter_visdom.server.routes.ATTACH_SECONDS", 3600)  # it is the websocket that ends the wait
    kernel_id = await local.jupyter.start_kernel()
    notebook = Notebook(local.jupyter, kernel_id)
    body = {**GOOD, "session": notebook.session}
    attached = asyncio.create_task(local.jupyter.ask(f"jupyter_visdom/kernels/{kernel_id}/attach", "POST", body))
    while not local.relays._waiting:
        await asyncio.sleep(0.01)
    async with notebook:
        assert (await asyncio.wait_for(attached, 20))["kernel"] == "unloaded"


async def test_asking_in_the_background_is_not_activity(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    settings = local.app.web_app.settings
    before = settings["api_last_activity"]
    await local.jupyter.ask(f"jupyter_visdom/kernels/{kernel_id}?no_track_activity=1")
    assert settings["api_last_activity"] == before
    await local.jupyter.ask(f"jupyter_visdom/kernels/{kernel_id}")
    assert settings["api_last_activity"] > before


async def test_a_page_may_ask_in_its_websocket(local: LocalServer):
    """Where HTTP does not get through, `attach` over the websocket is answered there, and frames follow."""
    async with drawn(local) as notebook:
        await notebook.say(HERE)
        await until(lambda: len(notebook.ours) >= 2)
        answer, frame = (message["content"]["data"] for message in notebook.ours[:2])
        assert (answer["type"], answer["kernel"], answer["v"]) == ("attached", "alive", 1)
        assert (frame["type"], frame["to"]) == ("frame", answer["cursor"])


async def test_an_attach_in_the_websocket_that_is_wrong_is_counted(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.say({"v": 1, "type": "attach", "cursor": -1})
        relay = local.relays.get(kernel_id)
        assert relay is not None
        await until(lambda: relay.counts["malformed from a page"] == 1)
        assert (relay.clients, notebook.ours) == ({}, [])


async def test_a_message_by_http_is_as_good_as_in_the_websocket(local: LocalServer):
    """JupyterLab holds back what a page sends for 3 s; an acknowledgement by HTTP lets the next frame come."""
    kernel_id = await local.jupyter.start_kernel()
    path = f"jupyter_visdom/kernels/{kernel_id}"
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.load()
        await notebook.run("side.put('a', 'hello'); side.flush()")
        await local.jupyter.ask(f"{path}/attach", "POST", {**GOOD, "session": notebook.session})
        await until(lambda: len(frames_of(notebook)) == 1)
        await notebook.run("side.put('a', 'again'); side.flush()")
        frame = frames_of(notebook)[0]
        body = {"session": notebook.session, "message": acknowledgement(frame)}
        answer = await local.jupyter.fetch(f"{path}/message", "POST", body)
        assert answer.code == 204
        await until(lambda: len(frames_of(notebook)) == 2)


async def test_a_frame_waits_for_the_acknowledgement_of_the_one_before(local: LocalServer):
    """However much the kernel draws meanwhile, in the next one is all of it."""
    async with drawn(local) as notebook:
        await notebook.say(HERE)
        await until(lambda: frames_of(notebook))
        for i in range(5):
            digest = await notebook.run(f"side.put('a', '{i}'); side.flush(); _it = side.digest()")
        relay = local.relays.get(notebook.kernel_id)
        await until(lambda: relay.digest() == digest)
        seen = len(notebook.ours)
        await until(lambda: len(notebook.ours) > seen + 1)  # beats, which follow a frame that may leave
        (frame,) = frames_of(notebook)
        await notebook.say({**acknowledgement(frame), "cursor": 0})  # of what was before that frame
        seen = len(notebook.ours)
        await until(lambda: len(notebook.ours) > seen + 1)
        assert frames_of(notebook) == [frame]
        await notebook.say(acknowledgement(frame))
        await until(lambda: len(frames_of(notebook)) == 2)
        assert frames_of(notebook)[-1]["to"] == relay.store.cursor


async def test_a_page_costs_nothing_between_two_beats(local: LocalServer, monkeypatch: pytest.MonkeyPatch):
    """Neither one that has not acknowledged while there is more for it, nor one that has everything."""
    pauses: list[float] = []
    pause = Client._pause

    async def counted(client: Client, now: float) -> None:
        pauses.append(now)
        await pause(client, now)

    monkeypatch.setattr(Client, "_pause", counted)
    async with drawn(local) as notebook:
        await notebook.say(HERE)
        await until(lambda: frames_of(notebook))
        await notebook.run("side.put('a', 'more'); side.flush()")
        assert await pauses_of_four_beats(notebook, pauses) < 20
        await notebook.say(acknowledgement(frames_of(notebook)[0]))
        await until(lambda: len(frames_of(notebook)) == 2)
        await notebook.say(acknowledgement(frames_of(notebook)[1]))
        assert await pauses_of_four_beats(notebook, pauses) < 20


async def pauses_of_four_beats(notebook: Notebook, pauses: list[float]) -> int:
    pauses.clear()
    seen = len(notebook.ours)
    await until(lambda: len(notebook.ours) >= seen + 4)
    return len(pauses)


async def test_a_frame_of_a_new_life_waits_for_no_acknowledgement_of_the_old(local: LocalServer):
    async with drawn(local) as notebook:
        await notebook.say(HERE)
        await until(lambda: frames_of(notebook))
        (old,) = frames_of(notebook)
        await notebook.run("side = Side(); side.put('b', 'new'); side.flush()")
        await until(lambda: frames_of(notebook)[-1]["epoch"] != old["epoch"])


async def test_a_page_that_comes_back_is_sent_what_it_lacks_and_no_more(local: LocalServer):
    async with drawn(local) as notebook:
        relay = local.relays.get(notebook.kernel_id)
        await until(lambda: relay.store.cursor)
        has = {"epoch": relay.store.epoch, "cursor": relay.store.cursor}
        await notebook.say({**HERE, **has})
        await until(lambda: len(notebook.ours) > 3)  # the answer and beats, which follow a frame that may leave
        assert frames_of(notebook) == []
        await notebook.run("side.put('b', 'hello'); side.flush()")
        await until(lambda: frames_of(notebook))
        (frame,) = frames_of(notebook)
        assert frame["from"] == has["cursor"]
        assert [event["win"] for event in frame["events"] if event["op"] == "pane"] == ["b"]


async def test_a_page_that_lost_a_frame_is_sent_another_when_it_asks(local: LocalServer):
    """It will never acknowledge the lost one."""
    async with drawn(local) as notebook:
        await notebook.say(HERE)
        await until(lambda: frames_of(notebook))
        await notebook.say({"v": 1, "type": "resync", "epoch": None, "cursor": 0})
        await until(lambda: len(frames_of(notebook)) == 2)
        lost, again = frames_of(notebook)
        assert (again["from"], again["to"], again["events"]) == (lost["from"], lost["to"], lost["events"])


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"session": "s"}, 400, "'message'"),
        ({"message": {}}, 400, "'session'"),
        ({"session": "s", "message": {}}, 409, "no open websocket"),
    ],
)
async def test_a_message_by_http_that_is_wrong(local: LocalServer, body: dict[str, Any], status: int, says: str):
    kernel_id = await local.jupyter.start_kernel()
    answer = await local.jupyter.fetch(f"jupyter_visdom/kernels/{kernel_id}/message", "POST", body)
    assert answer.code == status
    assert says in json.loads(answer.body)["message"]


def acknowledgement(frame: dict[str, Any]) -> dict[str, Any]:
    return {"v": 1, "type": "ack", "epoch": frame["epoch"], "cursor": frame["to"], "index": 0}


def frames_of(notebook: Notebook) -> list[dict[str, Any]]:
    data = [message["content"]["data"] for message in notebook.ours]
    return [message for message in data if message["type"] == "frame"]
