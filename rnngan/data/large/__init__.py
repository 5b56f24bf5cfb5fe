"""Tables larger than memory: read in pieces, made ready once, trained on from the disk.

The flow, in its order: `files` says which paths are so large, `pieces` reads them piece by piece,
`facts` notes of every series what decides about the schema, `scan` does both for the whole table
and picks the series that are looked at, `sampled` makes an ordinary table of those, which goes the
way of any other table. `storing` then takes all other series through the same cleaning and
transform, and writes them into a store in the `cache`, whose windows `stored_windows` gathers.
"""
