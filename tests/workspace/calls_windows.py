"""Windows and envs: asked for, closed, read, written, forked, saved, deleted; experiments in them."""

import json

import numpy as np


def windows(vis):
    """Windows asked for, closed, read and written."""
    vis.line(np.arange(12), win="a")
    vis.text("t", win="b", env="other/one")
    vis.text("t", win="c", env="other/one")
    for win in ("a", "b", "none", ""):
        vis.win_exists(win)
        vis.win_exists(win, env="other/one")
        vis.win_exists(win, env="no env")
    vis.get_window_data("a")
    vis.get_window_data()
    vis.get_window_data(None, env="other/one")
    vis.get_window_data("b", "other_one")
    vis.close("none")
    vis.close("b", env="other/one")
    vis.text("same place as another", win="d", env="other/one")
    vis.text("t", win="c", env="other/one")
    vis.close("c", env="other/one")
    vis.close(None, env="other/one")
    vis.close(env="other/one")
    vis.text("t", win="e", env="other/one")
    vis.close()
    vis.text("a number", win=5)
    vis.text("added", win="5", append=True)
    vis.win_exists(5)
    vis.check_connection()
    vis.raises.win_exists(None)


def window_faults(vis):
    """What is asked of windows and envs that are not there."""
    vis.faults.get_window_data("none")
    vis.faults.get_window_data(None, env="none")
    vis.faults.close(None, env="none")
    vis.faults.close("w", env="none")
    vis.set_window_data('{"id": "w", "version": 1, "type": "text", "content": "no place"}', win="w")
    vis.faults.text("replaced", win="w")
    vis.refused.close(["w"])
    vis.text("t", win="w")
    vis.faults.close(["w"])


def window_data(vis):
    """Windows written as they were read."""
    vis.text("test one", win="w", opts={"comment": "c"})
    vis.text("another", win="v")
    pane = {"command": "window", "version": 3, "id": "w", "title": "", "content": "test two", "type": "text", "i": 4}
    vis.set_window_data(json.dumps(pane), win="w")
    vis.text("more", win="w", append=True)
    plot = {"data": [{"type": "scatter", "name": "1", "x": [1.0] * 9, "y": [2] * 9}], "layout": {}}
    whole = {"command": "window", "version": 1, "id": "p", "content": plot, "type": "plot", "i": 0, "comment": ""}
    vis.set_window_data(json.dumps({"p": whole, "w": pane}), env="third")
    vis.line([1.0], [1.0], win="p", env="third", update="append")
    vis.line([1.0], [1.0], win="p", env="third")
    vis.set_window_data("{}", env="third")
    vis.set_window_data(json.dumps(whole), win="p", env="new")
    vis.get_window_data("p", env="new")
    vis.faults.set_window_data("no JSON", win="w")
    vis.refused.set_window_data("5", win="w", env="new")


def envs(vis):
    """Envs made by their use, listed, read and deleted."""
    vis.text("t", win="b", env="other/one")
    vis.text("t", win="b", env="two\nlines")
    vis.get_env_list()
    for env in ("other/one", "other_one", "main", "none"):
        vis.get_env_state(env)
    vis._send({"eid": "made"}, "env/made")
    vis._send({"eid": "made"}, "env/made")
    vis.win_exists("w", env="asked only")
    vis.text("t", win="missing", env="not for an append that fails", append=True)
    vis.delete_env("other/one")
    vis.delete_env("none")
    vis.text("t", win="kept")
    vis.delete_env("main")
    vis.delete_envs(["two-lines", "none", "made"])
    vis.delete_envs([])
    vis.raises.delete_envs("no list")
    vis.raises.delete_envs([5])
    vis.raises.get_env_state(None)


def forks(vis):
    """A fork has the windows of its origin, and shares nothing with it."""
    vis.line(np.arange(12), np.arange(12), win="w", opts={"title": "t", "comment": "c"})
    vis.heatmap(np.ones((9, 9)), win="h")
    vis.text("t<br>" * 300, win="t")
    vis.fork_env("main", "copy/one")
    for env in ("main", "copy/one"):
        vis.line([1.0], [2.0], win="w", env=env, update="append")
        vis.line([1.0], [2.0], win="w", env=env, update="append")
        vis.heatmap(np.zeros((1, 9)), win="h", env=env, update="appendRow")
        vis.text(f"only in {env}", win="t", env=env, append=True)
        vis.update_window_opts("w", {"title": env}, env=env)
    vis.fork_env("copy/one", "main")
    vis.fork_env("main", "main")
    vis.close("w", env="copy/one")
    vis.delete_env("copy/one")
    vis.raises.fork_env("main", 5)
    vis.faults.fork_env("none", "copy")


def saves(vis):
    """What was saved is named; what isn't there is not."""
    vis.text("t", win="w", env="a/b")
    vis.save(["a/b", "none", "main"])
    vis.save([])
    vis.text("more", win="w", env="a/b", append=True)
    vis.raises.save("no list")
    vis.raises.save([5])


def experiments(vis):
    """An experiment's parameters merge, its metrics add up, its end is final."""
    vis.experiment("run", {"lr": 0.1, "deep": True}, {"team": "a"}, "first", env="run")
    vis.experiment(params={"lr": 0.2, "bs": 32}, tags={"team": "b", "x": "y"}, env="run")
    vis.log_metrics({"loss": 0.5, "acc": 1}, step=1, env="run")
    vis.log_metrics({"loss": float("nan")}, env="run")
    vis.text("t", win="w", env="run")
    vis.get_env_state("run")
    vis.log_metrics({"loss": 1.0}, env="made by metrics")
    vis.finish_experiment("failed", env="made by metrics")
    vis.finish_experiment(env="run")
    vis.faults.finish_experiment(env="run")
    vis.faults.finish_experiment(env="never begun")
    vis.experiment("again", env="run")
    vis.faults.finish_experiment("running", env="run")
    vis.faults._send({"action": "dance", "eid": "run"}, "experiments/log")
    vis.faults._send({"action": "log", "params": [1], "eid": "run"}, "experiments/log")
    vis.raises.experiment(params=[1])
    vis.raises.log_metrics({})


SCENARIOS = (windows, window_faults, window_data, envs, forks, saves, experiments)
