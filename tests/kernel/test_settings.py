"""In a real kernel: what is set before the extension is loaded, and what stays on disk when the kernel ends."""

import json
import signal

import pytest

TEXT = "vis.text('a', win='t'); vis.text('b', win='u', env='other')"


@pytest.fixture
def kernel(request, tmp_path, monkeypatch):
    """A kernel whose environments lie in the test's folder."""
    monkeypatch.setenv("JUPYTER_VISDOM_ENV_PATH", str(tmp_path / "envs"))
    return request.getfixturevalue("loaded")


def windows(tmp_path, env="main"):
    return list(json.loads((tmp_path / "envs" / f"{env}.json").read_text())["jsons"])


def test_saved_at_exit(kernel, tmp_path):
    """A kernel that ends saves its environments, as a Visdom server does; nothing before."""
    kernel.run(TEXT)
    kernel.converge()
    assert not (tmp_path / "envs").exists()
    kernel.manager.shutdown_kernel()
    assert windows(tmp_path) == ["t"]
    assert windows(tmp_path, "other") == ["u"]


def test_killed(kernel, tmp_path):
    """A kernel that is terminated, or killed, leaves what was saved."""
    assert kernel.run(f"{TEXT}; print(vis.save(['main']))") == '["main"]\n'
    kernel.run("vis.text('late', win='late')")
    kernel.manager.signal_kernel(signal.SIGTERM)
    kernel.manager.signal_kernel(signal.SIGKILL)
    assert windows(tmp_path) == ["t"]


def test_loaded_again(kernel, tmp_path):
    """A page loads an environment that an earlier kernel has saved; its undo stack comes with it."""
    kernel.run(f"{TEXT}; vis.save(['main', 'other']); vis.close('t'); get_workspace().saver.finish()")
    kernel.run("from jupyter_visdom.workspace.workspace import Workspace")
    code = "other = Workspace('e2', env_path=get_workspace().state.disk.path); print(list(other.store.envs))"
    assert kernel.run(code) == "['main', 'other']\n"
    kernel.run("other.command({'cmd': 'load_env', 'eid': 'main'}); other.command({'cmd': 'undo', 'eid': 'main'})")
    assert kernel.run("print(list(other.store.envs['main'].panes))") == "['t']\n"


def test_comment_while_busy(kernel, tmp_path):
    """A page's comment is saved while a cell runs."""
    kernel.run(TEXT)
    kernel.converge()
    subshell = kernel.subshell()
    cell = kernel.start("""
import pathlib, time
print("started", flush=True)
end = time.monotonic() + 20
file = get_workspace().state.disk.path / "main.json"
while not file.exists() and time.monotonic() < end:
    time.sleep(0.01)
""")
    body = {"cmd": "update_comment", "eid": "main", "win": "t", "data": "why"}
    assert kernel.command("1", body, subshell) is None
    assert kernel.finish(cell)["status"] == "ok"
    saved = json.loads((tmp_path / "envs" / "main.json").read_text())
    assert saved["jsons"]["t"]["comment"] == "why"


def test_config(fresh):
    """Limits and the folder are IPython's configuration."""
    fresh.run("""
settings = get_ipython().config.VisdomWorkspace
settings.text_lines, settings.undo, settings.env_path, settings.save_at_exit = 2, 1, "", False
%load_ext jupyter_visdom
import visdom
from jupyter_visdom.kernel.extension import get_workspace
vis = visdom.Visdom()
""")
    printed = fresh.run("""
vis.text("a", win="t")
for line in "bc":
    vis.text(line, win="t", append=True)
print(get_workspace().store.pane("main", "t").to_json()["content"])
print(get_workspace().state.disk.path, get_workspace().state.limits.undo)
""")
    assert printed == "b<br>c\nNone 1\n"


def test_light(fresh):
    """Loading the extension imports nothing of Visdom's web server, and writes nothing."""
    printed = fresh.run("""
%load_ext jupyter_visdom
import sys
print([name for name in sys.modules if name.startswith(("visdom.server.handlers", "visdom.experiments"))])
""")
    assert printed == "[]\n"
