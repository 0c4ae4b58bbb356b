"""The loggers that come with Visdom's client run unchanged, and leave the same windows in a real server and in ours."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GridSearchCV
from sklearn.utils import all_estimators
from visdom.loggers import VisdomSklearnLogger
from visdom.pytorch import VisdomLogger

FEATURES = np.arange(20.0).reshape(10, 2)
LABELS = np.arange(10) % 2


@pytest.fixture
def autolog(pair):
    """The logger of scikit-learn, switched on; what it has patched is put back."""
    estimators = {*(cls for _, cls in all_estimators()), GridSearchCV}
    held = {cls: vars(cls)["fit"] for cls in estimators if "fit" in vars(cls)}
    VisdomSklearnLogger.autolog(pair, env="models")
    yield
    for cls in estimators:
        if "fit" in vars(cls):
            del cls.fit
    for cls, fit in held.items():
        cls.fit = fit
    VisdomSklearnLogger.active = None


def test_visdom_logger(pair):
    """Metrics of a training loop, some of them waiting for the end."""
    with VisdomLogger(pair, env="run_1", log_every=3) as tracker:
        for epoch in range(8):
            tracker.log("Train Loss", 1 / (epoch + 1))
            tracker.log("Val Loss", np.float32(epoch))
            tracker.log("LR", 1, x=epoch * 10, xlabel="step")
    panes = pair.before["run_1"]
    assert [pane["title"] for pane in panes.values()] == ["Train Loss", "Val Loss", "LR"]
    assert [pane["content"]["data"][0]["x"][-1] for pane in panes.values()] == [8, 8, 70]


def test_sklearn_logger(pair, autolog):
    """A fit is a text, a search is a bar chart and a text."""
    LinearRegression().fit(FEATURES, LABELS)
    GridSearchCV(DummyClassifier(), {"constant": [0, 1], "strategy": ["constant"]}, cv=2).fit(FEATURES, LABELS)
    kinds = [pane["type"] for pane in pair.before["models"].values()]
    assert kinds == ["text", "plot", "text"]
    assert "LinearRegression" in next(iter(pair.before["models"].values()))["content"]
