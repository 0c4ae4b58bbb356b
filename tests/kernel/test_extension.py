"""In a real kernel: what `%load_ext jupyter_visdom` does, and what reaches a listener."""

import json

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_visdom.core import messages
from jupyter_visdom.core.limits import COMMAND_COMM_ID
from jupyter_visdom.kernel import extension

BUSY = """
import threading
print("started", flush=True)
done = threading.Event()
vis.register_event_handler(lambda event: done.set(), "w")
done.wait(20)
print(done.is_set())
"""


def test_frames(kernel):
    """Frames leave on the one topic, and a replica ends with the workspace's digest."""
    kernel.run("""
for i in range(100):
    vis.line(np.array([float(i)]), np.array([float(i)]), win="w", update="append")
vis.text("hello", env="other")
""")
    kernel.converge()
    assert set(kernel.heard) == {("comm-jupyter_visdom", "comm_msg")}
    pane = kernel.replica.store.pane("main", "w").to_json()
    assert pane["content"]["data"][0]["y"] == [float(i) for i in range(100)]
    assert list(kernel.replica.store.envs) == ["main", "other"]


def test_few_frames(kernel):
    """A burst of appends leaves in at most about 20 frames a second, and one beat follows it."""
    kernel.converge()
    kernel.heard.clear()
    kernel.beats.clear()
    seconds = float(
        kernel.run("""
import time
begun = time.monotonic()
for i in range(20_000):
    vis.line(np.array([float(i)]), np.array([float(i)]), win="w", update="append")
print(time.monotonic() - begun)
""")
    )
    kernel.listen(lambda: kernel.beats)
    assert len(kernel.heard) <= seconds * 20 + 5
    assert kernel.beats[0]["cursor"] == kernel.replica.position[1]


def test_quiet_when_idle(kernel):
    """While nothing changes nothing is said, and the thread waits without a time-out."""
    kernel.run("vis.text('a')")
    kernel.converge()
    kernel.beats.clear()
    kernel.listen(lambda: kernel.beats)
    assert not kernel.socket.poll(1500)


def test_handlers(kernel):
    """A busy cell gets the page's events: the command runs on a subshell, its reply comes at once."""
    kernel.run("vis.line(np.arange(9.0), np.arange(9.0), win='w')")
    kernel.converge()
    subshell = kernel.subshell()
    cell = kernel.start(BUSY)
    assert kernel.command("1", {"cmd": "close", "data": "w", "eid": "main"}, subshell) is None
    assert kernel.finish(cell)["status"] == "ok"
    kernel.listen(lambda: kernel.replica.store.pane("main", "w") is None)
    event = '{"target":"w","eid":"main","event_type":"Click","pane_data":null}'
    body = {"cmd": "forward_to_vis", "data": json.loads(event)}
    assert kernel.command("2", body) == "Pane 'w' not found in environment 'main'."


def test_resync_while_busy(kernel):
    """A resync is answered while a cell runs."""
    kernel.run("vis.line(np.arange(9.0), np.arange(9.0), win='w')")
    kernel.converge()
    subshell = kernel.subshell()
    cell = kernel.start(BUSY)
    repeats = kernel.replica.counts["applied"]
    kernel.send(messages.resync(None, 0), subshell)
    kernel.listen(lambda: kernel.replica.counts["repeat"] + kernel.replica.counts["applied"] > repeats)
    kernel.command("1", {"cmd": "close", "data": "w", "eid": "main"}, subshell)
    kernel.finish(cell)


def test_bad_messages(kernel):
    """A message that is wrong costs one warning; the next is answered."""
    for bad in ({"v": 2, "type": "resync"}, {"v": 1, "type": "resync", "cursor": "x"}, [1]):
        kernel.send(bad)
    kernel.send({"v": 1, "type": "unheard of"})
    assert "does not know the command 'echo'" in kernel.command("1", {"cmd": "echo"})
    kernel.run("vis.text('a')")
    kernel.converge()


@pytest.mark.parametrize("kind", ["comm_close", "comm_open"])
def test_comm_of_a_page(kernel, kind):
    """A page that opens or closes a comm of our name ends nothing for the others."""
    content = {"comm_id": COMMAND_COMM_ID, "data": {}, "target_name": COMMAND_COMM_ID}
    kernel.client.shell_channel.send(kernel.client.session.msg(kind, content))
    assert "does not know the command" in kernel.command("1", {"cmd": "echo"})
    kernel.run("import gc; gc.collect()")
    assert {kind for _, kind in kernel.heard} == {"comm_msg"}


def test_interrupt(kernel):
    """After an interrupted loop the workspace is whole, and a replica has all of it."""
    cell = kernel.start("""
vis.line(np.array([1.0]), np.array([2.0]), win="w", update="append")
print("started", flush=True)
while True:
    vis.line(np.array([1.0]), np.array([2.0]), win="w", update="append")
""")
    kernel.manager.interrupt_kernel()
    assert kernel.finish(cell)["ename"] == "KeyboardInterrupt"
    kernel.converge()
    x, y = kernel.run("""
pane = get_workspace().store.pane("main", "w").to_json()["content"]["data"][0]
print(len(pane["x"]), len(pane["y"]))
""").split()
    assert x == y
    assert kernel.run("vis.line(np.ones(1), np.ones(1), win='w', update='append')") == "'w'"
    kernel.converge()


def test_load_and_unload(kernel):
    """Loading twice is fine; unloading gives the client's own methods back, and the panes stay."""
    kernel.run("%load_ext jupyter_visdom")
    kernel.run("vis.text('a', win='t')")
    kernel.run("jv.load_ipython_extension(get_ipython())")
    printed = kernel.run("""
import comm
manager = comm.get_comm_manager()
loaded = [name for names in (manager.comms, manager.targets) for name in names if "visdom" in name]
jv.unload_ipython_extension(get_ipython())
jv.unload_ipython_extension(get_ipython())
print(len(loaded), [name for names in (manager.comms, manager.targets) for name in names if "visdom" in name])
import threading
print([thread.name for thread in threading.enumerate() if thread.name == "jupyter-visdom"])
print([each for each in get_ipython().events.callbacks["post_run_cell"] if "visdom" in each.__module__])
print(visdom.Visdom._send.__module__, visdom.Visdom.setup_socket.__module__)
print(vis.use_socket, "use_socket" in vars(visdom.Visdom), [k for k in vars(vis) if "jupyter" in k])
""")
    assert printed.split("\n")[:5] == ["4 []", "[]", "[]", "visdom visdom", "True False []"]
    kernel.run("jv.load_ipython_extension(get_ipython())")
    assert kernel.run("vis.win_exists('t')") == "True"
    kernel.run("vis.text('b', win='t')")
    kernel.converge()


def test_made_before(fresh):
    """A client made before the extension, without a server, works after it, events included."""
    fresh.run("import visdom; vis = visdom.Visdom(raise_exceptions=False)")
    assert fresh.run("%load_ext jupyter_visdom") == ""
    fresh.run("from jupyter_visdom.kernel.extension import get_workspace")
    assert fresh.run("vis.text('a', win='w')") == "'w'"
    assert fresh.run("vis.check_connection()") == "True"
    fresh.run("seen = []; vis.register_event_handler(seen.append, 'w')")
    assert fresh.command("1", {"cmd": "close", "data": "w", "eid": "main"}) is None
    assert fresh.run("seen[0]['event_type']") == "'close'"


def test_other_clients(kernel):
    """A client of another server, of a log, or without sending, is left alone."""
    printed = kernel.run("""
off = visdom.Visdom(send=False, use_incoming_socket=False)
print(off.text("a", win="off")[1])
log = visdom.Visdom(offline=True, log_to_filename="/dev/null")
print(log.text("a", win="log"))
other = visdom.Visdom(port=1, raise_exceptions=False, use_incoming_socket=False)
print(list(get_workspace().store.envs["main"].panes))
""")
    assert "events\nlog\n" in printed
    assert printed.endswith("[]\n")


def test_unknown_endpoint(kernel):
    """What is not covered takes the client's own way of failing, with a clear sentence."""
    assert "does not answer the endpoint 'health'" in kernel.run("print(vis._send({}, endpoint='health'))")
    kernel.run("loud = visdom.Visdom(raise_exceptions=True)")
    assert kernel.run("loud._send({}, endpoint='health')").startswith("ConnectionError: jupyter_visdom does not")


def test_exit(loaded):
    """What was plotted just before the kernel ends still leaves it."""
    loaded.converge()
    loaded.client.execute("""
vis.text("last words", win="t")
import os, signal
get_ipython().kernel.do_shutdown(False)
get_ipython().ask_exit()
""")
    loaded.listen(lambda: loaded.replica.store.pane("main", "t"))


def test_exit_by_request(loaded):
    """What is plotted while the interpreter ends leaves it too."""
    loaded.run("import atexit; atexit.register(lambda: vis.text('last words', win='t'))")
    loaded.client.shutdown()
    loaded.listen(lambda: loaded.replica.store.pane("main", "t"))


def test_fork(kernel):
    """A forked process plots into its own copy, says so once, and never uses the parent's socket.

    Nor does it wait for a lock that a thread of the parent held.
    """
    kernel.run("vis.line(np.arange(9.0), np.arange(9.0), win='w')")
    kernel.converge()
    printed = kernel.run("""
import os, threading
from jupyter_visdom.kernel import extension
flusher = extension._session._flusher
reader, writer = os.pipe()
held, free = threading.Event(), threading.Event()

def hold():
    with flusher._sending, get_workspace().lock:
        held.set()
        free.wait()

holder = threading.Thread(target=hold)
holder.start()
held.wait()
if (pid := os.fork()) == 0:
    for i in range(3):
        vis.line(np.array([1.0]), np.array([2.0]), win="w", update="append")
    vis.text("child", win="t")
    flusher.flush()
    flusher.receive_resync(None, 0)
    os.write(writer, str(list(get_workspace().store.envs["main"].panes)).encode())
    os._exit(0)
free.set()
holder.join()
os.waitpid(pid, 0)
print(os.read(reader, 1000).decode(), list(get_workspace().store.envs["main"].panes))
""")
    assert "['w', 't'] ['w']" in printed
    assert printed.count("does not reach the panel") == 1
    kernel.run("vis.text('parent', win='p')")
    kernel.converge()
    assert kernel.replica.store.pane("main", "t") is None


def test_threads(kernel):
    """Several threads append at once; nothing is lost, and the replica has it all."""
    printed = kernel.run("""
import threading
def work(k):
    for i in range(300):
        vis.line(np.array([float(i)]), np.array([float(k)]), win=f"w{k % 2}", name=str(k), update="append")
vis.line(np.arange(9.0), np.arange(9.0), win="w0", name="0", opts={"legend": ["0"]})
vis.line(np.arange(9.0), np.arange(9.0), win="w1", opts={"legend": ["1"]})
threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
for t in threads: t.start()
for t in threads: t.join()
panes = [get_workspace().store.pane("main", f"w{k}").to_json()["content"]["data"] for k in (0, 1)]
print(sorted((t["name"], len(t["x"])) for pane in panes for t in pane))
""")
    assert printed.strip() == "[('0', 309), ('1', 309), ('2', 300), ('3', 300)]"
    kernel.converge()


def test_no_kernel(capsys):
    """Outside a kernel nothing is changed, and a sentence says where to go."""
    extension.load(InteractiveShell())
    assert "%load_ext jupyter_visdom" in capsys.readouterr().out
    with pytest.raises(RuntimeError, match="is not loaded"):
        extension.get_workspace()
