"""Parts of benchmarks/speed.py.

products: the matrix products of a traced step, and a function that makes them and nothing else.
rows: steps of the row generator's two phases, and rows a second, by the number of columns.
"""
