"""What the numbers of a row tell of each other, as linear maps that networks begin with.

Columns may stand nearer to each other than their spread lets see: High over Close is a hundredth of
either. What is left of such a column behind the others is shown at a scale of its own.
"""

import numpy as np

LOOSE = 0.1  # usual moves of noise that is added: no tie is closer than that


def alone(covariance, unit):
    """Return the matrix (numbers, numbers) that makes a row what the others do not tell of each.

    `row @ matrix` is the residual of every number's regression on all others, of variance 1: with
    the precision matrix P, (P row)_j / √P_jj.

    Args:
        covariance: (numbers, numbers).
        unit: (numbers,) usual moves.

    Example:
        >>> alone(np.array([[1.0, 0.0], [0.0, 1.0]]), np.zeros(2)).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    precision = np.linalg.inv(_loosened(covariance, unit))
    return precision / np.sqrt(np.diag(precision))


def after_others(covariance, unit):
    """Return how each number follows from those before it in the row, and what is left.

    Args:
        covariance: (numbers, numbers), in the order in which they are written.
        unit: (numbers,) usual moves.

    Returns:
        Shares (numbers, numbers), so that `row @ shares` is what the numbers before tell of each,
        and standard deviations (numbers,) of the rest.

    Example:
        >>> shares, left = after_others(np.array([[1.0, 0.8], [0.8, 1.0]]), np.zeros(2))
        >>> shares[0].round(2).tolist(), left.round(2).tolist()
        ([0.0, 0.8], [1.0, 0.6])
    """
    factor = np.linalg.cholesky(_loosened(covariance, unit))
    left = np.diag(factor)
    shares = np.eye(len(left)) - left[:, None] * np.linalg.inv(factor)
    return np.triu(shares.T, 1), left


def _loosened(covariance, unit):
    return np.asarray(covariance, "float64") + np.diag((LOOSE * np.asarray(unit, "float64")) ** 2)
