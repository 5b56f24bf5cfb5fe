"""What benchmarks/fidelity.py is made of, in the order of the flow.

- trainings: which runs there are; trains them and generates from them by the real command
- windows: the real windows of a table, and those that a run has generated
- measures: scores of one against the other
- results: the file of all figures, a line each
- tables: the file as tables for docs/benchmarks.md
"""
