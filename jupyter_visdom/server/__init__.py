"""The Jupyter server's part: a mirror of each kernel's workspace, served to every browser.

Nothing is imported here; `extension` is what a server loads. Read it in this order: `limits`, `wire`,
`page`, `connection` (one kernel websocket), `iopub`, `kernel`, `life`, `relay`, `relays` (one kernel), `pace`,
`client` (one browser), `access`, `routes`, `extension`.
"""
