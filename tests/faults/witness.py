"""A witness: a viewer that looks at what it holds after every message."""

from __future__ import annotations

from typing import Any

import contents
from ledger import Ledger, Sight
from plan import ANCHOR, Key

from jupyter_visdom.core.store import Store
from jupyter_visdom.viewer import Viewer


class Witness(Viewer):
    """Tells a ledger what it shows, and notes in `wrong` what no page may ever show."""

    def __init__(self, name: str, ledger: Ledger, url: str, token: str, kernel_id: str) -> None:
        super().__init__(url, token, kernel_id)
        self.wrong: list[str] = []
        self._name, self._ledger = name, ledger
        self._seen: dict[Key, tuple[str, int]] = {}
        self._epochs: list[str] = []

    def _receive(self, data: Any, blob: bytes) -> None:
        super()._receive(data, blob)
        try:
            self._look(self._replica.shown)
        except AssertionError as error:
            self.wrong.append(f"page {self._name}: {error}")

    def _look(self, store: Store) -> None:
        if store.epoch not in self._epochs[-1:]:
            assert store.epoch not in self._epochs, "an epoch came back"
            self._epochs.append(store.epoch)
        panes = dict(store.panes())
        assert ANCHOR in panes or ANCHOR not in self._seen, "blank after something was shown"
        for key, pane in panes.items():
            now = store.epoch, pane.cursor
            if self._seen.get(key) != now:
                self._seen[key] = now
                self._ledger.saw(Sight(self._name, store.epoch, key, contents.read(pane.to_json())))
