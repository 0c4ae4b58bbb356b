"""The core: values in, values out.

No clock, lock, loop, socket or logging lives here; time and locks come in from the edge. Read it in this order:
`limits`, `part`, `columns`, `pane`, `store`, `events`, `frames`, `messages`, `reader`, `replica`, `digest`.
"""
