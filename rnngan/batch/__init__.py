"""A YAML of experiments -> runs, side by side and safe from interruptions -> one summary.

The files in the order in which things happen:

    experiment_keys, spec       the YAML is read; errors name line and column
    plan, addresses             its runs, each with its settings and the hashes of its steps
    records                     what is finished already, and why a run has something to do
    runner                      a whole batch, from the lock on its folder to its summary
    commands, estimates         what --dry-run shows: the same by hand, and about how long it takes
    search                      further runs that Optuna proposes
    scheduler                   starts runs; tries again, stops and prunes them
    job, launchers, worker      a run goes to a process or to Ray, and is worked on there
    bulk, shard_worker          millions of sequences of one run, by the same processes or by Ray
    board                       what a terminal or a program sees meanwhile
    summary, page               what came of it: tables, JSON and one HTML page
"""
