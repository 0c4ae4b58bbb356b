"""What users get: the wheel, built from this checkout and installed where there is no Node and no checkout."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_process import JupyterProcess

sys.path.insert(0, str(Path(__file__).parent / "server"))

from frontend import Jupyter, Notebook

from jupyter_visdom.viewer import Viewer

CHECKOUT = Path(__file__).parent.parent
NOT_SOURCES = (
    *(".*_cache", ".git", ".hypothesis", ".venv", "__pycache__"),
    *("build", "dist", "lib", "*.tsbuildinfo", "node_modules"),
)
EXTENSION = "share/jupyter/labextensions/jupyter-visdom/"
PLOTLY = "plotly.com/javascript/animations"
"""What only Plotly's own code says."""

MATHJAX = "data-mml-node"
"""What only MathJax's says, which is loaded with the first formula in a plot."""

ELSEWHERE = re.compile(r"https?://(?:cdn|unpkg|cdnjs)[\w.-]*")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy: a build takes the built extension away for a while, and a page may be looking at it."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "checkout"
    shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(*NOT_SOURCES))
    shutil.rmtree(copy / "jupyter_visdom" / "labextension", ignore_errors=True)
    packages = Path("labextension", "node_modules")
    shutil.copytree(CHECKOUT / packages, copy / packages, symlinks=True, copy_function=link_or_copy)
    # npm's scripts call jupyter-builder, which is a program of this environment.
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    run(*build, cwd=copy, env={**os.environ, **path})
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def files(wheel: Path) -> dict[str, bytes]:
    """What is in the wheel, by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class Installed:
    """A fresh environment with the wheel and JupyterLab in it, and a home that is as fresh."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder, self.home = folder / "venv", folder / "home"
        self.home.mkdir()
        venv.create(self.folder, with_pip=True)
        self.python = self.folder / "bin" / "python"
        self.run("pip", "install", "--quiet", wheel, "jupyterlab")

    @property
    def environment(self) -> dict[str, str]:
        """Only this environment's programs; pip's settings and cache, but nothing else of ours."""
        ours = ("JUPYTER", "JPY_", "IPYTHON", "PYTHON", "VIRTUAL_ENV", "npm_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        cache = os.environ.get("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip"))
        return {**kept, "HOME": str(self.home), "PATH": str(self.python.parent), "PIP_CACHE_DIR": cache}

    def run(self, *module: str | Path) -> str:
        return run(self.python, "-m", *module, cwd=self.home, env=self.environment)

    def ask(self, code: str) -> str:
        return run(self.python, "-c", code, cwd=self.home, env=self.environment)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"), wheel)


@pytest.fixture
def server(installed: Installed, tmp_path: Path) -> Iterator[JupyterProcess]:
    (tmp_path / "notebooks").mkdir()
    environment = {"PATH": str(installed.python.parent), "PYTHONPATH": ""}
    with JupyterProcess(
        tmp_path / "notebooks", tmp_path / "home", python=installed.python, environment=environment
    ) as running:
        yield running


def link_or_copy(source: str, target: str) -> str:
    """Copy a file that nobody changes: 600 MB of packages in a second."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Return what a command says, or fail with it."""
    done = subprocess.run(command, cwd=cwd, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def chunks(files: dict[str, bytes]) -> dict[str, str]:
    """Return the front end's JavaScript, by file name."""
    return {
        Path(name).name: content.decode()
        for name, content in files.items()
        if EXTENSION in name and name.endswith(".js")
    }


def test_the_wheel_has_each_file_once(wheel: Path, files: dict[str, bytes]) -> None:
    """Neither a name twice nor one content under two names, as package and data that are the same folder would give."""
    with zipfile.ZipFile(wheel) as archive:
        assert len(archive.namelist()) == len(files)
    contents = Counter(hashlib.sha256(content).digest() for content in files.values() if content)
    twice = [name for name, content in files.items() if contents[hashlib.sha256(content).digest()] > 1]
    assert twice == []


def test_the_wheel_has_all_parts(files: dict[str, bytes]) -> None:
    """The package with its type mark, the front end, what enables the server extension, and nothing of the tests."""
    tops = {name.split("/")[0].split("-")[0] for name in files}
    assert tops == {"jupyter_visdom"}
    assert "jupyter_visdom/py.typed" in files
    for end in (
        f"data/{EXTENSION}package.json",
        f"data/{EXTENSION}install.json",
        "data/etc/jupyter/jupyter_server_config.d/jupyter_visdom.json",
    ):
        assert [name for name in files if name.endswith(end)], end


def test_plotly_has_chunks_of_its_own(files: dict[str, bytes]) -> None:
    """A basic one and a full one; that neither comes before the first plot is for a browser to say."""
    scripts = chunks(files)
    plotly = {name for name, script in scripts.items() if PLOTLY in script}
    assert len(plotly) == 2
    assert [name for name in plotly if "jupyter-visdom" in scripts[name]] == []
    [mathjax] = [name for name, script in scripts.items() if MATHJAX in script]
    assert sum(len(script) for name, script in scripts.items() if name not in {*plotly, mathjax}) < 500_000


def test_nothing_of_ours_comes_from_another_site(files: dict[str, bytes]) -> None:
    """Plotly's code names a site for maps; `plot.ts` points that elsewhere."""
    named = {name: ELSEWHERE.findall(script) for name, script in chunks(files).items() if PLOTLY not in script}
    assert {name: found for name, found in named.items() if found} == {}
    styles = [content.decode() for name, content in files.items() if name.endswith((".css", ".html"))]
    assert [ELSEWHERE.findall(style) for style in styles if ELSEWHERE.search(style)] == []


def test_it_runs_from_its_own_environment(installed: Installed) -> None:
    assert shutil.which("node", path=installed.environment["PATH"]) is None
    where = Path(installed.ask("import jupyter_visdom; print(jupyter_visdom.__file__)").strip())
    assert where.is_relative_to(installed.folder)
    assert str(CHECKOUT) not in installed.ask("import sys; print(sys.path)")


def test_both_extensions_are_enabled_without_a_word_of_configuration(installed: Installed) -> None:
    assert re.search(r"jupyter-visdom v\S+ .*enabled.*OK", installed.run("jupyter", "labextension", "list"))
    servers = installed.run("jupyter", "server", "extension", "list")
    assert re.search(r"jupyter_visdom .*enabled", servers)
    assert re.search(r"jupyter_visdom \S+ .*OK", servers)


async def test_a_plot_of_the_wheels_kernel_reaches_a_viewer_through_the_wheels_server(server: JupyterProcess) -> None:
    jupyter = Jupyter(server.url, server.token)
    kernel_id = await jupyter.start_kernel()
    async with Notebook(jupyter, kernel_id) as notebook, Viewer(server.url, server.token, kernel_id) as viewer:
        where = await notebook.run(
            "%load_ext jupyter_visdom\nfrom visdom import Visdom\nVisdom().line([1, 3, 2], win='loss')\n"
            "import jupyter_visdom\n_it = jupyter_visdom.__file__"
        )
        assert Path(where).is_relative_to(Path(server.python).parent.parent)
        async with asyncio.timeout(20):
            while "loss" not in viewer.windows():
                await anext(aiter(viewer))
        assert list(viewer.window("loss")["content"]["data"][0]["y"]) == [1, 3, 2]
    assert "jupyter-visdom" in server.request("lab").decode()
