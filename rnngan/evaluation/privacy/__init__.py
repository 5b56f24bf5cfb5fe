"""What generated sequences give away of those that were trained on, found out by attacking them.

In the order of the flow: `units` (whose membership is guessed, and what an attacker has),
`distances` and the `attacks` (one file each), `intervals` (how well an attack does, and how sure
that is), `attributes` (guessing a cell from the others), `copies` and `close_copies` (what is
repeated), `judgement` (what it all means, in words), `assessment` (all of it as a dict).
"""
