"""The kernel's side: Visdom's clients captured, and their panes sent out.

Read it in this order: `capture`, `comms`, `flusher`, `extension`, `widgets`.
"""
