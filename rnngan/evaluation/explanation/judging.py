"""A classifier of tables of numbers: can it distinguish real from generated sequences?"""

import warnings

import numpy as np
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import KBinsDiscretizer

BINS = 8  # of each number: what is a pile, a gap or a bound is seen by a linear classifier then
FOLDS = 5
RIDGE = 10.0


def auc(real, generated, groups):
    """Return how well generated rows can be distinguished from real ones: .5 by chance, 1 always.

    Every row is judged by a ridge classifier that has learned from the other folds. Groups of real
    rows stand in one fold, so that none is recognised by its neighbours.

    Args:
        real: (n, numbers), NaN where a number is not defined.
        generated: the same of generated sequences.
        groups: (n of real,) number of the group of each real row.

    Returns:
        Area under the ROC curve, mean of the folds.

    Example:
        >>> rng, groups = np.random.default_rng(0), np.arange(200) // 10
        >>> one, other = rng.normal(size=(2, 200, 3))
        >>> auc(one, other + [2, 0, 0], groups) > 0.85, 0.4 < auc(one, other, groups) < 0.6
        (True, True)
    """
    table = _bins(np.concatenate([real, generated]))
    labels = np.repeat([0, 1], [len(real), len(generated)])
    others = groups.max() + 1 + np.arange(len(generated)) % (2 * FOLDS)
    fold = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    found = []
    for learned, judged in fold.split(table, labels, np.concatenate([groups, others])):
        classify = RidgeClassifier(RIDGE, class_weight="balanced")
        classify.fit(table[learned], labels[learned])
        found.append(roc_auc_score(labels[judged], classify.decision_function(table[judged])))
    return float(np.mean(found))  # levels of scores differ from fold to fold: no AUC of all at once


def _bins(table):
    """Return (n, …) 0 and 1: in which bin each number is; undefined ones have a low one."""
    undefined = np.isnan(table)
    table = np.where(undefined, np.nan_to_num(np.nanmin(table, initial=0.0)) - 1.0, table)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numbers of fewer values than bins have fewer bins
        cut = KBinsDiscretizer(
            BINS,
            encode="onehot-dense",
            strategy="quantile",
            subsample=None,
            quantile_method="linear",
        )
        return cut.fit_transform(table).astype("float32")
