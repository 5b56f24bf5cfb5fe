"""How similar generated rows are to real ones, as a share of what other real rows reach.

Each file of row_scores/ measures one thing on two `Sample`s; bins.py, lags.py, row_features.py,
runs.py and forecasts.py are what several of them need. comparison.py asks all of them, with floors
and baselines.py; headline.py makes one number and a verdict of them.
"""
