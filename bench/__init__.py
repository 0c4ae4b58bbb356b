"""What it costs, as ratios measured side by side in one run.

Each module with a function `measure` is one measure, and says in its first sentence what is measured and against what.
`contenders` (with `peers` and `floors`), `race` and `load` run inside a kernel, `page_process` and `crowd_process` in
processes of their own, as workers; the others drive them.
"""
