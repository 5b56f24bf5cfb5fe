"""What gives generated sequences away: judges that see one thing each, and all but one column.

aspects.py says what there is to see of a column (its values, moves, repeats, how it goes with the
date) and of a pair; judging.py asks a classifier; explain.py ranks.
"""
