"""What holds for all tests: none sees what its user has saved, and no other worker takes its kernels' ports."""

import os
import sys
from pathlib import Path

os.environ["JUPYTER_VISDOM_ENV_PATH"] = ""

sys.path.insert(0, str(Path(__file__).parent / "server"))

import own_ports

own_ports.install()
