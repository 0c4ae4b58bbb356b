"""The disk: environments, undo stacks and views as a Visdom server keeps them, in its `env_path`.

Rules of this file:

- What is written where is decided by Visdom's own `JSONStore`; so a real server opens what is written here, and the
  other way round.
- A write is atomic: a `JSONStore` in a new folder inside `env_path` writes, then the file takes the old one's place.
  A process killed half-way leaves the old file, and at worst a folder `.saving-…` that nobody reads.
- A file that can't be read is left as it is, and refused with a sentence.
- Nothing is written or removed through a link: one in a file's place is replaced or removed itself, one in the place of
  a folder inside `env_path` is refused.
- Without an `env_path` there is nothing on disk, and nothing is written.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.errors import Refused

logger = logging.getLogger("jupyter_visdom")

Json = dict[str, Any]
Stamp = tuple[int, int, int]
"""Tells a file from what another process puts in its place."""


class Disk:
    """What lies in one `env_path`.

    Parameters
    ----------
    path
        The folder; made at the first write. None for no disk at all.
    """

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        self.path = None if path is None else Path(path).expanduser()
        self._files = upstream.json_store(self.path)

    def names(self) -> list[str]:
        """Return the names of all envs, sorted; only the files of very long names are opened for that."""
        try:
            names = self._files.list_envs()
        except OSError as error:
            logger.warning("jupyter_visdom could not list the environments in %s: %s", self.path, error)
            return []
        except (TypeError, RecursionError):  # Visdom lists nothing at all then
            logger.warning(
                "jupyter_visdom lists no environments of very long names in %s: the name in a file hash_….json "
                "can't be read",
                self.path,
            )
            names = self._plain_names()
        return [name for name in names if isinstance(name, str) and upstream.is_text(name)]

    def _plain_names(self) -> list[str]:
        """Return the names of all envs but those of very long names, which are kept inside their files."""
        paths = [] if self.path is None else self.path.glob("*.json")
        return sorted(path.stem for path in paths if not upstream.is_name_inside(path.name))

    def has(self, eid: str) -> bool:
        """Whether there is a file for an env."""
        return bool(self._files.env_exists(eid))

    def load(self, eid: str) -> Json | None:
        """Return an env as Visdom keeps it: `jsons`, `reload`, maybe `experiment`, of any type; None if there is none.

        Refused if the file can't be read.
        """
        if not self.has(eid):
            return None
        try:
            env: Json = self._files.load_env(eid)
        except RecursionError:
            env = {}
        if not env:
            raise self.damaged(eid, "it must be JSON with 'jsons' and 'reload'")
        return env

    def damaged(self, eid: str, why: str) -> Refused:
        """Return the refusal of an env whose file can't be read."""
        return Refused(
            f"the file of environment {eid!r} in {self.path} can't be read ({why}); "
            "it is left as it is: mend it or move it away, then try again"
        )

    def save(self, eid: str, env: Json) -> None:
        """Write an env. OSError if that fails; then the old file stands."""
        self._replace(lambda files: files.save_env(eid, env))

    def delete(self, eid: str) -> None:
        """Remove an env's file and undo stack. OSError if the file stays."""
        self._clear_undo(eid)
        if self.has(eid) and not self._files.delete_env(eid) and self.has(eid):
            raise OSError(f"the file of environment {eid!r} in {self.path} can't be removed")

    def stamp(self, eid: str) -> Stamp | None:
        """Return what another write of an env's file would change; None if there is no file."""
        path = self._files._resolve_existing(eid) if self.path else None
        if path is None:
            return None
        found = os.stat(path)
        return found.st_mtime_ns, found.st_size, found.st_ino

    def load_undo(self, eid: str) -> list[Any]:
        """Return the undo stack of an env, newest last: pairs of name and window, where the file is right."""
        try:
            stack: list[Any] = self._files.load_undo(eid)
        except RecursionError:
            return []
        return stack

    def save_undo(self, eid: str, stack: list[Any]) -> None:
        """Write the undo stack of an env; an empty one has no file."""
        if stack:
            self._replace(lambda files: files.save_undo(eid, stack))
        else:
            self._clear_undo(eid)

    def _clear_undo(self, eid: str) -> None:
        if self.path is not None:
            folder, *_ = self._files._undo_paths(eid)
            _refuse_link(Path(folder))
        self._files.clear_undo(eid)

    def load_views(self) -> str:
        """Return the saved views of all envs, as JSON text; empty if there are none."""
        text: str = self._files.load_layouts()
        return text

    def save_views(self, text: str) -> None:
        """Write the saved views."""
        self._replace(lambda files: files.save_layouts(text))

    def _replace(self, write: Callable[[Any], object]) -> None:
        """Let a `JSONStore` write into a new folder, and put its files in the place of the old ones."""
        if self.path is None:
            return
        self.path.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".saving-", dir=self.path) as folder:
            write(upstream.json_store(folder))
            for written in Path(folder).rglob("*.json"):
                place = self.path / written.relative_to(folder)
                if place.parent != self.path:
                    _refuse_link(place.parent)
                place.parent.mkdir(exist_ok=True)
                written.replace(place)


def _refuse_link(folder: Path) -> None:
    """Raise OSError if a folder inside `env_path` is a link."""
    if folder.is_symlink():
        raise OSError(f"{folder} is a link, and nothing is written or removed through it")
