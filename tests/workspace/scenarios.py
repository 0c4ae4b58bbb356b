"""All scenarios that are told to a real server and to ours."""

from workspace import calls_charts, calls_content, calls_inputs, calls_lines, calls_plots, calls_windows

SCENARIOS = (
    *calls_lines.SCENARIOS,
    *calls_plots.SCENARIOS,
    *calls_charts.SCENARIOS,
    *calls_content.SCENARIOS,
    *calls_windows.SCENARIOS,
    *calls_inputs.SCENARIOS,
)
