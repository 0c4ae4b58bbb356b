"""Environments on disk: in Visdom's format and place, loaded when they are looked at, whole or not at all."""

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from interrupts import Interrupt
from workspace.pair import server_process
from workspace.test_page import Page, settled

from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.errors import Refused
from jupyter_visdom.workspace.state import Save
from jupyter_visdom.workspace.workspace import Workspace

TIMEOUT = 20
XS = [float(i) for i in range(20)]


def text(content, win="t", eid="main"):
    data = [{"content": content, "type": "text"}]
    return "events", {"data": data, "win": win, "eid": eid, "opts": {"title": content}}


def plot(n, win="w", eid="main"):
    data = [{"x": XS[:n], "y": XS[:n], "name": "1", "type": "scatter", "marker": {}}]
    return "events", {"data": data, "win": win, "eid": eid, "layout": {}, "opts": {}}


def more(win="w", eid="main"):
    data = [{"x": [1.0], "y": [None], "name": "1", "type": "scatter"}]
    return "update", {"data": data, "win": win, "eid": eid, "append": True}


def windows(workspace, eid="main"):
    return settled(json.loads(workspace.handle("env_state", {"eid": eid})))


@pytest.fixture
def opened(tmp_path):
    """Makes another workspace on the same folder."""
    return lambda **options: Workspace("e1", env_path=tmp_path, **options)


@pytest.fixture
def saved(opened):
    """A workspace that has saved `main` and `a/b`."""
    workspace = opened()
    for request in (text("a"), plot(20), text("b", eid="a/b")):
        workspace.handle(*request)
    assert workspace.handle("save", {"data": ["main", "a/b", "none"]}) == '["main", "a_b"]'
    return workspace


def test_real_server_opens_ours(saved, tmp_path):
    """A real server lists and shows what we have saved, and can undo what we have closed."""
    saved.handle("close", {"win": "t", "eid": "main"})
    saved.handle("save", {"data": ["main"]})
    saved.saver.finish()
    with server_process(str(tmp_path)) as port, closing(Page(port)) as page:
        assert json.loads(page.handle("env_state", {})) == ["a_b", "main"]
        for eid in ("main", "a_b"):
            assert settled(json.loads(page.handle("env_state", {"eid": eid}))) == windows(saved, eid)
        page.command({"cmd": "undo", "eid": "main"})
        saved.command({"cmd": "undo", "eid": "main"})
        assert settled(json.loads(page.handle("env_state", {"eid": "main"}))) == windows(saved)


def test_we_open_a_real_servers(opened, tmp_path):
    """We list and show what a real server has saved, very long names too; new points go on where it stopped."""
    name = "n" * 300
    with server_process(str(tmp_path)) as port, closing(Page(port)) as page:
        for request in (text("a"), plot(20, eid=name), text("c")):
            page.handle(*request)
        page.handle("save", {"data": ["main", name]})
        page.handle("close", {"win": "t"})
        page.handle("save", {"data": ["main"]})
        workspace = opened()
        assert json.loads(workspace.handle("env_state", {})) == ["main", name]
        for eid in ("main", name):
            assert windows(workspace, eid) == settled(json.loads(page.handle("env_state", {"eid": eid})))
        for side in (page, workspace):  # ours holds its undo stack in memory, the real server in the file
            side.handle(*more(eid=name))
            side.command({"cmd": "undo", "eid": "main"})
        for eid in ("main", name):
            assert windows(workspace, eid) == settled(json.loads(page.handle("env_state", {"eid": eid})))


LOOKS = {
    "events": text("new"),
    "update": more(),
    "win_exists": ("win_exists", {"win": "t"}),
    "win_data": ("win_data", {"win": None, "eid": "main"}),
    "close": ("close", {"win": "t", "eid": "main"}),
    "env_state": ("env_state", {"eid": "main"}),
    "fork_env": ("fork_env", {"prev_eid": "main", "eid": "fork"}),
    "write": ("win_data", {"win": "v", "data": '{"id": "v", "type": "text", "content": ""}'}),
    "experiment": ("experiments/log", {"name": "x", "eid": "main"}),
}


@pytest.mark.parametrize("look", LOOKS)
def test_lazy(saved, opened, look):
    """A saved env is a name until someone looks at it; then it is as it was, and what comes goes on from there."""
    again = opened()
    assert json.loads(again.handle("env_state", {})) == ["a_b", "main"]
    again.handle("env/main", {"eid": "main"})
    assert again.handle("save", {"data": ["main"]}) == "[]"
    assert not dict(again.store.panes())
    assert "refused" not in again.handle(*LOOKS[look])
    saved.handle(*LOOKS[look])
    assert windows(again) == windows(saved)
    assert not again.store.envs["a_b"].panes


def test_appended_in_place(saved, opened):
    """A loaded plot's points are appended in place."""
    again = opened()
    for _ in range(3):
        assert again.handle(*more()) == "w"
    pane = again.store.pane("main", "w")
    assert again.append_point("main", "w", "1", b"{}", 1.0, 2.0) is None or pane.version == 4
    assert len(pane.to_json()["content"]["data"][0]["x"]) == 23


def test_page_loads(saved, opened):
    """A page loads an env that it is to show, one that another process has saved since, too."""
    again = opened()
    saved.handle(*text("late", eid="late"))
    saved.handle("save", {"data": ["late"]})
    told = []
    again.on_change = lambda: told.append(1)
    for eid in ("a/b", "late"):
        again.command({"cmd": "load_env", "eid": eid})
        assert windows(again, upstream.escape(eid)) == windows(saved, upstream.escape(eid))
    assert told == [1, 1]
    assert "refused" in again.handle("win_data", {"win": "none", "eid": "main"})
    assert told == [1, 1, 1]
    assert list(again.store.envs["main"].panes) == ["t", "w"]
    with pytest.raises(Refused, match="Environment 'none' not found"):
        again.command({"cmd": "load_env", "eid": "none"})


DAMAGED = {
    "cut": '{"jsons": {"a": {"type": "te',
    "no text": b"\xff\xfe\x00",
    "empty": "",
    "not an env": '{"jsons": {}}',
    "no windows": '{"jsons": [], "reload": {}}',
    "a window is none": '{"jsons": {"a": 5}, "reload": {}}',
    "a forbidden key": '{"jsons": {"a": {"__proto__": 1}}, "reload": {}}',
    "nested": '{"jsons": {"a": {"b": ' + "[" * 100_000 + "]" * 100_000 + '}}, "reload": {}}',
    "version": '{"jsons": {"a": {"version": "x"}}, "reload": {}}',
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged(tmp_path, opened, caplog, case):
    """A file that can't be read is refused with a sentence and left as it is; all else works."""
    content = DAMAGED[case]
    file = tmp_path / "x.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    workspace = opened()
    digest = workspace.digest()
    for request in (text("a", eid="x"), ("env_state", {"eid": "x"}), ("fork_env", {"prev_eid": "x", "eid": "y"})):
        answer = workspace.handle(*request)
        assert f"the file of environment 'x' in {tmp_path} can't be read" in answer
        assert caplog.records[-1].getMessage() == answer
    with pytest.raises(Refused, match="it is left as it is: mend it or move it away"):
        workspace.command({"cmd": "load_env", "eid": "x"})
    assert workspace.handle("save", {"data": ["x"]}) == "[]"
    assert workspace.digest() == digest
    workspace.handle(*text("a"))
    workspace.save_changed()
    assert file.read_bytes() == (content if isinstance(content, bytes) else content.encode())
    file.write_text('{"jsons": {}, "reload": {}}')
    assert workspace.handle(*text("a", eid="x")) == "t"


def test_damaged_views(tmp_path, opened):
    """Views that can't be read are left as they are."""
    (tmp_path / "view").mkdir()
    (tmp_path / "view" / "layouts.json").write_text("{")
    with pytest.raises(Refused, match=r"view/layouts.json in .* can't be read"):
        opened().command({"cmd": "save_layouts", "data": "{}"})
    assert (tmp_path / "view" / "layouts.json").read_text() == "{"


NAMES = [
    "../x",
    "..",
    ".",
    "/etc/x",
    "a/../../b",
    "..\\x",
    "\\\\host\\x",
    " ../x ",
    "a\nb",
    "n" * 300,
    "é" * 200,
    "c:x",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_inside(tmp_path, name):
    """No name of an env leads out of the folder, when it is saved, loaded, undone or deleted."""
    folder = tmp_path / "a" / "envs"
    workspace = Workspace("e1", env_path=folder)
    for request in (text("a", eid=name), ("save", {"data": [name]}), ("close", {"win": "t", "eid": name})):
        assert "refused" not in workspace.handle(*request)
    workspace.saver.finish()
    again, name = Workspace("e2", env_path=folder), name.strip()
    again.command({"cmd": "undo", "eid": name})
    again.saver.finish()
    assert list(windows(again, name)) == ["t"]
    inside = {path for path in folder.rglob("*") if path.is_file()}
    assert inside and {path for path in tmp_path.rglob("*") if path.is_file()} == inside
    again.handle("delete_env", {"eid": name})
    assert not {path for path in folder.rglob("*") if path.is_file()}


def test_name_that_is_none(tmp_path):
    """A name that no file system takes is refused, with the reason."""
    workspace = Workspace("e1", env_path=tmp_path)
    workspace.handle(*text("a", eid="a\0b"))
    assert "null characters" in workspace.handle("save", {"data": ["a\0b"]})


def test_bytes_that_are_no_text(tmp_path):
    """A file whose name is no text is not listed, for a frame could not carry its name."""
    (tmp_path / os.fsdecode(b"\xff.json")).write_text('{"jsons": {}, "reload": {}}')
    assert list(Workspace("e1", env_path=tmp_path).store.envs) == ["main"]


@pytest.mark.parametrize(
    "inside", ["[]", '"x"', '{"name": 1}', '{"name": null}', pytest.param("[" * 100_000, id="deep")]
)
def test_a_long_name_that_can_not_be_read(tmp_path, opened, caplog, inside):
    """A damaged file of one env with a very long name costs no other env its place in the list."""
    (tmp_path / "other.json").write_text('{"jsons": {}, "reload": {}}')
    (tmp_path / f"hash_{'a' * 64}.json").write_text(inside)
    assert list(opened().store.envs) == ["other", "main"]
    assert "very long names" in caplog.text


def test_a_folder_that_can_not_be_listed(saved, opened, caplog, monkeypatch):
    """The kernel begins without its environments on disk, and says so."""
    monkeypatch.setattr(os, "listdir", unlistable)
    assert list(opened().store.envs) == ["main"]
    assert "could not list the environments" in caplog.text and "Permission denied" in caplog.text


def unlistable(path):
    raise PermissionError(13, "Permission denied", path)


KILLS = """
import json, os, signal, sys, time
from jupyter_visdom.workspace.workspace import Workspace

def write(told):
    workspace = Workspace("e1", env_path=sys.argv[1])
    for i in range(1_000_000):
        for win in "abcdefgh":
            data = [{"content": str(i) * 50_000, "type": "text"}]
            workspace.handle("events", {"data": data, "win": win, "eid": "main", "opts": {"title": str(i)}})
        workspace.handle("save", {"data": ["main"]})
        os.write(told, b"%d\\n" % i)

for pause in range(12):
    hears, told = os.pipe()
    if (pid := os.fork()) == 0:
        write(told)
    os.close(told)
    heard = os.read(hears, 2)
    time.sleep(pause / 500)  # somewhere in a write: any moment will do
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with open(hears, "rb") as rest:
        last = int((heard + rest.read()).split()[-1])
    with open(os.path.join(sys.argv[1], "main.json")) as file:
        windows = json.load(file)["jsons"].values()
    titles = {int(window["title"]) for window in windows}
    assert len(windows) == 8 and titles in ({last}, {last + 1}), (last, titles)
    print(last)
"""


def test_killed(tmp_path):
    """A process killed in the middle of its writes leaves a whole file: the old one or the new one."""
    process = subprocess.run([sys.executable, "-c", KILLS, str(tmp_path)], capture_output=True, text=True, timeout=100)
    assert process.returncode == 0, process.stderr
    assert len(process.stdout.split()) == 12


def test_full_disk(tmp_path, saved, monkeypatch):
    """Where a write fails, a sentence says so, and the old file stands."""
    before = (tmp_path / "main.json").read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    saved.handle(*text("new"))
    answer = saved.handle("save", {"data": ["main"]})
    assert answer.startswith("jupyter_visdom refused save: it could not be saved in ")
    assert "No space left" in answer
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".saving")] == []
    assert (tmp_path / "main.json").read_bytes() == before


def test_at_exit(tmp_path, opened):
    """At the end what changed is saved; what is on disk already, or was never used, is not written."""
    workspace = opened()
    workspace.save_changed()
    assert list(tmp_path.iterdir()) == []
    workspace.handle(*text("a"))
    workspace.handle(*text("b", eid="b"))
    workspace.save_changed()
    written = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.json")}
    assert sorted(written) == ["b.json", "main.json"]
    again = opened()
    windows(again)
    again.handle("events", text("c", eid="b")[1])
    again.save_changed()
    assert (tmp_path / "main.json").stat().st_mtime_ns == written["main.json"]
    assert (tmp_path / "b.json").stat().st_mtime_ns > written["b.json"]


def test_closed_at_exit(saved, opened):
    """The end waits for what is due, and an env that has become empty differs from its file."""
    for eid in ("main", "a/b"):  # the second has to wait for the saver's rest
        saved.handle("close", {"win": None, "eid": eid})
    saved.save_changed()
    again = opened()
    for eid in ("main", "a_b"):
        assert windows(again, eid) == {}
        again.command({"cmd": "undo", "eid": eid})


@pytest.mark.parametrize("used", [False, True])
def test_two_kernels(opened, caplog, used):
    """At the end a file stands that another process has written meanwhile; `save` replaces it."""
    first, second = opened(), opened()
    if used:
        first.handle(*text("a"))
        first.handle("save", {"data": ["main"]})
        first, second = opened(), opened()
    first.handle(*text("b", win="first"))
    second.handle(*text("b", win="second"))
    first.save_changed()
    with caplog.at_level(logging.WARNING):
        second.save_changed()
    assert "left the file of environment 'main'" in caplog.text
    assert list(windows(opened())) == ["t", "first"][not used :]
    second.handle("save", {"data": ["main"]})
    assert list(windows(opened())) == ["t", "second"][not used :]


def test_taken_over(saved, opened):
    """What a workspace has taken over from an earlier life is saved at the end like its own."""
    saved.handle(*text("unsaved", win="u", eid="a/b"))
    saved.handle("env/empty", {"eid": "empty"})
    again = opened()
    again.take_over(saved.store)
    assert "empty" in again.store.envs
    assert list(windows(again, "a_b")) == ["t", "u"]
    again.handle(*text("late", win="late"))
    again.save_changed()
    assert list(windows(opened())) == ["t", "w", "late"]


def test_soon(opened, tmp_path):
    """What is saved soon is the newest state, and a burst is a few writes."""
    workspace = opened()
    written = []
    save = workspace.saver._disk.save
    workspace.saver._disk.save = lambda *args: (written.append(args), save(*args))
    for burst in (1, 2):
        for i in range(200):
            workspace.handle("experiments/log", {"action": "metrics", "metrics": {"loss": i}, "eid": "main"})
        workspace.saver.finish()
        metrics = json.loads((tmp_path / "main.json").read_text())["experiment"]["metrics"]
        assert [metric["value"] for metric in metrics] == list(range(200)) * burst
        assert len(written) < 20 * burst


def interrupted(*_):
    raise KeyboardInterrupt


def test_soon_by_itself(opened, tmp_path, monkeypatch):
    """Nobody has to end the kernel for that; an interrupt in the middle of it does not keep the next from it."""
    workspace = opened()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(threading.Thread, "start", interrupted)
        workspace.handle("experiments/log", {"name": "run", "eid": "first"})
    workspace.handle("experiments/log", {"name": "run", "eid": "second"})
    for thread in threading.enumerate():
        if thread.name == "jupyter-visdom-saver":
            thread.join(TIMEOUT)
    assert {file.name for file in tmp_path.glob("*.json")} == {"first.json", "second.json"}


def test_finish_without_the_thread(opened, tmp_path, monkeypatch):
    """What is due is written at the end all the same."""
    workspace = opened()
    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        workspace.handle("experiments/log", {"name": "run", "eid": "first"})
    workspace.saver.finish()
    assert [file.name for file in tmp_path.glob("*.json")] == ["first.json"]


def test_without_a_disk():
    """There is nothing to write, no thread for it, and nothing is said to be saved."""
    workspace = Workspace("e1")
    assert workspace.handle("save", {"data": ["main"]}) == "[]"
    workspace.handle("experiments/log", {"name": "run", "eid": "main"})
    assert workspace.saver._thread is None


def test_an_experiment_goes_on(saved, opened, tmp_path):
    """What another kernel logged stays, and so do the windows."""
    for workspace, loss in ((saved, 1), (opened(), 2)):
        request = {"action": "metrics", "metrics": {"loss": loss}, "eid": "a/b"}
        workspace.handle("experiments/log", request)
        workspace.saver.finish()
    data = json.loads((tmp_path / "a_b.json").read_text())
    assert [metric["value"] for metric in data["experiment"]["metrics"]] == [1, 2]
    assert list(data["jsons"]) == ["t"]


def test_a_comment_is_saved_by_itself(saved, opened):
    """As on a Visdom server: nobody presses Save for a remark."""
    saved.command({"cmd": "update_comment", "eid": "main", "win": "t", "data": "remarkable"})
    saved.saver.finish()
    assert windows(opened())["t"]["comment"] == "remarkable"


def test_an_uploaded_environment_is_saved(opened):
    """It is the user's, who has it in a file on another machine perhaps."""
    window = {"id": "t", "type": "text", "content": "b", "version": 3}
    data = json.dumps({"jsons": {"t": window}, "reload": {}})
    workspace = opened()
    workspace.command({"cmd": "upload_env", "filename": "my.json", "data": data})
    workspace.saver.finish()
    again = opened()
    [eid] = [name for name in again.store.envs if name.startswith("uploaded_my_")]
    assert windows(again, eid)["t"]["content"] == "b"


def test_what_nobody_looked_at_is_not_written(saved, opened, tmp_path, caplog):
    """It is listed without its windows: they are in the file alone."""
    files = {file: file.read_bytes() for file in tmp_path.glob("*.json")}
    workspace = opened()
    workspace.handle("save", {"data": ["main", "a/b"]})
    workspace.saver.save([Save("env", eid) for eid in ("main", "a_b")])
    os.utime(tmp_path / "a_b.json", (0, 0))  # another kernel's
    workspace.save_changed()
    assert {file: file.read_bytes() for file in tmp_path.glob("*.json")} == files
    assert "left the file" not in caplog.text


def test_nobody_waits(opened):
    """While an env is written, others go on: the lock is free."""
    workspace = opened()
    free = []
    workspace.saver._disk.save = lambda *_: free.append(not workspace.lock._is_owned())
    workspace.handle(*text("a"))
    workspace.handle("save", {"data": ["main"]})
    assert free == [True]


def test_saver_goes_on(opened, caplog):
    """A write that fails on the thread is a warning, and the next one is made."""
    workspace = opened()
    workspace.handle(*text("a"))
    saves = []

    def save(eid, env):
        saves.append(eid)
        if eid == "bad":
            raise OSError("no")

    workspace.saver._disk.save = save
    for eid in ("bad", "good"):
        workspace.handle(*text("a", eid=eid))
        workspace.saver.soon([Save("env", eid)])
    workspace.saver.finish()
    assert saves == ["bad", "good"]
    assert "could not save env 'bad'" in caplog.text


def test_deleted(saved, opened, tmp_path):
    """A deleted env is gone from the disk, also one that nobody has looked at."""
    again = opened()
    again.handle("delete_env", {"eid": "a/b"})
    assert not (tmp_path / "a_b.json").exists()
    assert (tmp_path / "main.json").exists()


def test_a_name_that_is_used_again(saved, opened):
    """What is deleted leaves nothing to the next env of its name: no experiment, nothing to bring back."""
    saved.handle("experiments/log", {"name": "first run", "eid": "a/b"})
    saved.handle("close", {"win": "t", "eid": "a/b"})
    saved.handle("delete_env", {"eid": "a/b"})
    saved.handle(*text("new", eid="a/b"))
    saved.saver.finish()
    saved.handle("save", {"data": ["a/b"]})
    for workspace in (saved, opened()):
        record = json.loads(workspace.handle("experiments/log", {"params": {"lr": 1}, "eid": "a/b"}))
        assert record["name"] != "first run"
        workspace.saver.finish()
        with pytest.raises(Refused, match="No closed pane"):
            workspace.command({"cmd": "undo", "eid": "a_b"})


def test_a_file_that_cannot_be_removed_is_said_so(saved, opened, caplog, monkeypatch):
    """Visdom's own store only says that it failed; an env that came back after a restart would be a riddle."""
    again = opened()
    monkeypatch.setattr(again.state.disk._files, "delete_env", lambda eid: False)
    again.handle("delete_env", {"eid": "a/b"})
    again.saver.finish()
    assert "the file of environment 'a_b'" in caplog.text
    assert "can't be removed" in caplog.text


def test_a_file_that_is_gone_when_it_is_looked_at_is_an_empty_environment(saved, opened, tmp_path):
    """Another kernel may have deleted it since it was listed."""
    again = opened()
    (tmp_path / "a_b.json").unlink()
    assert windows(again, "a_b") == {}
    assert again.handle(*text("b", eid="a/b")) == "t"


INTERRUPTED = {
    "save": ("save", {"data": ["main"]}),
    "close": ("close", {"win": "t", "eid": "main"}),
    "load": ("env_state", {"eid": "a_b"}),
}


@pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")  # of a folder that was just being made
@pytest.mark.parametrize("case", INTERRUPTED)
def test_interrupt(saved, opened, tmp_path, case):
    """After an interrupt at any line the locks are free, files are whole, and the same request does its work."""
    whole = json.loads((tmp_path / "main.json").read_text()).keys()
    workspace = opened()
    windows(workspace)
    with Interrupt() as counted:
        workspace.handle(*INTERRUPTED[case])
    workspace.saver.finish()
    for at in range(1, counted.lines + 1):
        workspace = opened()
        windows(workspace)
        with contextlib.suppress(KeyboardInterrupt), Interrupt(at):
            workspace.handle(*INTERRUPTED[case])
        assert json.loads((tmp_path / "main.json").read_text()).keys() == whole
        thread = threading.Thread(target=workspace.handle, args=INTERRUPTED[case], daemon=True)
        thread.start()
        thread.join(TIMEOUT)
        assert not thread.is_alive(), at
        workspace.saver.finish()
        assert windows(workspace, "a_b") == windows(saved, "a_b")
        assert [path for path in tmp_path.iterdir() if path.name.startswith(".saving")] == [], at


def test_damaged_undo(tmp_path, opened):
    """Of an undo stack that can't be read whole, what can be read is kept."""
    (tmp_path / ".undo").mkdir()
    for content, kept in (
        ("[" * 100_000, 0),
        ("{", 0),
        ('[5, ["a"], ["a", {"version": "x"}], ["a", {"__proto__": 1}], ["b", {"id": "b"}]]', 1),
    ):
        (tmp_path / ".undo" / "main.json").write_text(content)
        assert len(opened().state.undo.stack("main")) == kept


def test_forked_process_writes_nothing(saved, tmp_path):
    """What a forked process has is its own affair: the files are its parent's."""
    before = (tmp_path / "main.json").read_bytes()
    saved.after_fork()
    saved.handle(*text("child"))
    saved.handle("save", {"data": ["main"]})
    saved.save_changed()
    assert (tmp_path / "main.json").read_bytes() == before


def test_many(tmp_path):
    """A folder full of envs costs their names."""
    for i in range(2000):
        (tmp_path / f"e{i}.json").write_text("never read")
    workspace = Workspace("e1", env_path=tmp_path)
    assert len(workspace.store.envs) == 2001
    assert workspace.handle(*text("a")) == "t"
