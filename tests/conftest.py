"""No test reads or writes the environments that its user has saved."""

import os

os.environ["JUPYTER_VISDOM_ENV_PATH"] = ""
