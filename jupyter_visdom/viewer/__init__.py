"""The headless browser: attaches to a kernel through a Jupyter server, as a page does.

>>> async with Viewer("http://127.0.0.1:8888/", token, kernel_id) as viewer:
...     await viewer.settled()
...     viewer.window("loss", env="main")
"""

from jupyter_visdom.viewer.errors import CommandRefused, ConnectionLost, Refused
from jupyter_visdom.viewer.viewer import Stats, Viewer

__all__ = ["CommandRefused", "ConnectionLost", "Refused", "Stats", "Viewer"]
