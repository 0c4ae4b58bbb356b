"""What Visdom means: endpoints in, answers and panes out.

The only place that knows `win` and `eid`. Read it in this order: `errors`, `upstream`, `edits`,
`updates`, `appends`, `endpoints`, `commands`, `workspace`.
"""
