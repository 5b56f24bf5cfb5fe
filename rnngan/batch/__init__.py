"""A YAML of experiments -> runs, side by side and safe from interruptions -> one summary.

The files in the order in which things happen: `keys` and `spec` read the YAML, `plan` makes runs of
it, `records` knows what is done already and `why` one runs, `scheduler` starts runs on `processes`
or `on_ray`, each of which is a `worker`; `search` thinks of further runs; `board` shows, `summary`
and `page` sum up.
"""
