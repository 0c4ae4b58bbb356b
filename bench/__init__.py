"""What it costs, as ratios measured side by side in one run.

Each module with a function `measure` is one measure, and says in its first sentence what is measured and against what.
`contenders`, `race` and `load` run inside a kernel, `page_process` in a process of its own; the others drive them.
"""
