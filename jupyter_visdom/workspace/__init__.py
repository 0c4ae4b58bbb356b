"""What Visdom means: endpoints in, answers and panes out.

The only place that knows `win` and `eid`. Read it in this order: what is held and where (`errors`, `limits`,
`upstream`, `windows`, `disk`, `undo`, `views`, `state`, `saver`); how a window changes (`edits`, `updates`, `texts`,
`appends`); who asks for it (`fields`, `environments`, `endpoints`, `commands`, `workspace`).
"""
