"""A Jupyter server of its own: a process on a free port, with a home that nobody else uses."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Self

# No question on the first start, and no look for a new version, which would leave this machine.
QUIET = {"fetchNews": "false", "checkForUpdates": False}
START_SECONDS = 60.0
STOP_SECONDS = 10.0


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


OPTION = {
    "jupyterlab": "--LabApp.expose_app_in_browser=True",
    "notebook": "--JupyterNotebookApp.expose_app_in_browser=True",
    "jupyter_server": "--ServerApp.jpserver_extensions={'jupyter_visdom': True}",
}
"""What each application needs to be told, by its module."""


class JupyterProcess:
    """JupyterLab or Notebook 7 (`app`) in a subprocess of `python`'s, from `with` to its end."""

    def __init__(
        self,
        root: Path,
        home: Path,
        *,
        app: str = "jupyterlab",
        base_url: str = "/",
        options: tuple[str, ...] = (),
        environment: dict[str, str] | None = None,
        python: str | Path = sys.executable,
    ) -> None:
        self.root, self.home, self.app, self.base_url = root, home, app, base_url
        self.python = str(python)
        self.port = free_port()
        self.token = secrets.token_hex(16)
        self.log = home / "jupyter.log"
        self._options = options
        self._environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The server's address, with a slash at its end."""
        return self.url_at(self.port)

    def url_at(self, port: int) -> str:
        """Return the address as seen through `port`, which may be a proxy's."""
        return f"http://127.0.0.1:{port}{self.base_url}"

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    def __enter__(self) -> Self:
        settings = self.home / "settings" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "notification.jupyterlab-settings").write_text(json.dumps(QUIET))
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command(),
                env=self._env(),
                # With -m, Python looks for packages here first: not in the checkout.
                cwd=self.root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A group of its own: one signal reaches the kernels too.
                start_new_session=True,
            )
        try:
            self.wait_until_up()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_until_up(self, seconds: float = START_SECONDS) -> None:
        """Poll until the server answers, or say what its log says."""
        deadline = time.monotonic() + seconds
        while not self._answers():
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                log = self.log.read_text(errors="replace")
                raise RuntimeError(f"Jupyter did not start within {seconds:.0f} s:\n{log}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask the server to end, and after `STOP_SECONDS` end all that it started."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def request(self, path: str, body: object = None) -> bytes:
        """GET `path` below the base URL, logged in; or POST a body to it, as JSON."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=5) as response:
            return bytes(response.read())

    def _answers(self) -> bool:
        try:
            self.request("api/status")
        except OSError:
            return False
        return True

    def _command(self) -> list[str]:
        return [
            *(self.python, "-m", self.app, "--no-browser", "--allow-root"),
            f"--ServerApp.root_dir={self.root}",
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.base_url={self.base_url}",
            f"--IdentityProvider.token={self.token}",
            OPTION[self.app],
            *self._options,
        ]

    def _env(self) -> dict[str, str]:
        home = self.home
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER_", "JPY_"))},
            "HOME": str(home),
            "IPYTHONDIR": str(home / "ipython"),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
            "JUPYTER_VISDOM_ENV_PATH": "",  # no kernel finds what an earlier one has saved
            **self._environment,
        }
