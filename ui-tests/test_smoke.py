"""The extension is there, in both applications, and a notebook runs beside it."""

from __future__ import annotations

from collections.abc import Callable

from notebook_page import NotebookPage


def test_every_plugin_is_active(notebook: NotebookPage, write_notebook: Callable[..., str]) -> None:
    notebook.open(write_notebook("1"))
    active = notebook.page.evaluate(
        "() => jupyterapp.listPlugins().filter(id => id.startsWith('jupyter-visdom:'))"
        ".map(id => [id, jupyterapp.isPluginActivated(id)])"
    )
    assert active, "the extension is not there"
    assert [id_ for id_, is_active in active if not is_active] == []


def test_a_cell_runs(notebook: NotebookPage, write_notebook: Callable[..., str]) -> None:
    notebook.open(write_notebook("6 * 7"))
    notebook.run_cell(0)
    assert notebook.outputs(0)[0]["data"]["text/plain"] == "42"
    index = notebook.execute("raise ValueError('seen')")
    assert (index, notebook.errors()) == (1, ["ValueError: seen"])
