"""What few hold is not learned: rare categories are folded, extremes are pulled in.

The flow, in its order: `protecting` is called between parsing and schema, `holders` says who holds
which values, `rare` finds what few hold and writes it down as a `record`, `changes` makes another
table by it, and `consequences` keeps what holds between columns. `lengths` does the same for the
rows of series. A run keeps the record, and reads further tables by it.
"""
