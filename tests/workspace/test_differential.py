"""The same calls through Visdom's own client to a real server and to ours leave the same windows."""

import importlib.util
import inspect

import pytest
import visdom
from workspace import calls_inputs
from workspace.calls import recorded
from workspace.scenarios import SCENARIOS

NOT_CALLED = {
    "session": "an attribute: the HTTP session, which a captured client never opens",
    "setup_polling": "a client's constructor calls it or `setup_socket`, as both sides' do",
    "setup_socket": "a client's constructor calls it, as both sides' do",
}
"""Public names of the client that no scenario calls, and why."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_scenario(pair, scenario):
    """After each call: the same answer, and the same windows in all envs."""
    for call in recorded(scenario):
        pair.call(call)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
def test_tensors(pair):
    """Tensors are taken as arrays are."""
    for call in recorded(calls_inputs.tensors):
        pair.call(call)


def test_every_method_is_called():
    """Each public method of the client is called by a scenario, or it is said why not."""
    public = {name for name, _ in inspect.getmembers(visdom.Visdom) if not name.startswith("_")}
    called = {call.method for scenario in SCENARIOS for call in recorded(scenario)}
    assert public - called == NOT_CALLED.keys()
