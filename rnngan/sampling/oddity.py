"""How odd a row is: how many of the rows that were held out are as surprising in some part."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)  # of held-out rows, at which quantiles are kept
RAREST = 1e-9  # share of rows, under which all are the same
SMALLEST = 0.05  # nats by which the last rows stand over the last quantile on average, at least


@dataclass(frozen=True)
class Oddity:
    """The distribution of surprise over rows that were held out, part by part.

    Beyond the last quantile it goes on as an exponential one whose mean is known as well as the
    rows there tell: a Lomax distribution, the fewer the rows the heavier its tail.

    Args:
        rows: how many they were.
        quantiles: {part: its nats at SHARES}.
        beyond: {part: how far the rows beyond the last quantile lie over it, on average}.
        repeats: {column: share of the rows in which it is as in the row before}.
    """

    rows: int
    quantiles: Mapping[str, list[float]]
    beyond: Mapping[str, float]
    repeats: Mapping[str, float]

    @classmethod
    def fit(cls, nats, repeats):
        """Take the distribution.

        Args:
            nats: data frame (rows, parts).
            repeats: Series of the share of rows in which each column repeats.
        """
        quantiles, beyond = {}, {}
        for part, values in nats.items():
            found = np.quantile(values, SHARES)
            over = values[values > found[-1]] - found[-1]
            quantiles[part] = found.round(4).tolist()
            beyond[part] = round(max(float(over.mean()) if len(over) else 0.0, SMALLEST), 4)
        return cls(len(nats), quantiles, beyond, repeats.round(6).to_dict())

    def facts(self):
        """Return it as a dict for JSON."""
        return asdict(self)

    def rarer(self, nats):
        """Return the share of held-out rows that are as surprising in each part, (rows, parts).

        Args:
            nats: data frame (rows, parts).

        Example:
            >>> one = Oddity(99, {"x": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}, {"x": 2.0}, {})
            >>> one.rarer(pd.DataFrame({"x": [-1.0, 3.0, 6.0, 8.0]}))["x"].round(4).tolist()
            [1.0, 0.5, 0.05, 0.0201]
        """
        found, last = {}, 1 - SHARES[-1]
        rows = max(1.0, last * self.rows)  # beyond the last quantile
        for part, known in self.quantiles.items():
            values = nats[part].to_numpy()
            within = np.interp(values, known, 1 - np.array(SHARES))
            over = np.maximum(values - known[-1], 0) / self.beyond[part]
            tail = last * (1 + over / rows) ** -rows
            found[part] = np.where(values > known[-1], tail, within)
        return pd.DataFrame(found, index=nats.index)

    def of(self, nats):
        """Return (share of held-out rows that are as odd as each row, the part it is odd by).

        It is the share of those that are as surprising in its rarest part, times the number of
        parts, since each of them has a chance to be rare (Bonferroni).

        Args:
            nats: data frame (rows, parts).
        """
        shares = self.rarer(nats)
        rarest = np.clip(shares.min(axis=1) * shares.shape[1], RAREST, 1.0)
        return rarest, shares.idxmin(axis=1)
