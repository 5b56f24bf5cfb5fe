"""What a `SequenceGAN` does with rows of the user's own: go on from them, fill them, score them."""

from typing import Any

import pandas as pd

from rnngan.config.requests import GenerateRequest, ImputeRequest
from rnngan.data.formats.tables import with_index
from rnngan.report.python_words import spoken, warn
from rnngan.runs import handed, table_runs
from rnngan.runs.impute import numbered


class GivenRows:
    """Methods of an `Estimator` that has learned a table."""

    @spoken()
    def go_on(
        self,
        X: Any = None,
        n: int = 1,
        length: int | None = None,
        seed: int = 0,
        fix: Any = None,
    ) -> Any:
        """Return rows that follow the last ones of each series of a table, `n` ways.

        Times, ids, counters and attributes go on; of several scenarios, a column `scenario` comes
        first.

        Args:
            X: the columns that were learned; as many of its last rows as a window has are read.
                None for sequences that begin with those of `fix`.
            n: number of scenarios, 0 or more.
            length: rows that follow in each; those of `fix`, or else of a window, when None.
            seed: the same seed gives the same rows.
            fix: some of the columns with some cells filled, which are held; the others are written
                given them.

        Raises:
            ConfigError: whole windows are written at once (`generator="window"`).
            InputError: the tables don't fit.
            NotFittedError: nothing was learned yet.
            RunError: a text was learned.
        """
        trained = self.trained_
        tables = [part if part is None else self._table(part) for part in (X, fix)]
        GenerateRequest(n, seed, length, after=tables[0], fix=tables[1])
        from rnngan.sampling.continuation import Continuation

        following = Continuation.of(trained, *tables, length, seed)
        for note in following.notices:
            warn(note, stacklevel=2)
        none = following.header(n)
        frames = [made for made, _ in following.frames(n, seed)]
        made = pd.concat(frames, ignore_index=True).astype(none.dtypes) if frames else none
        return self._container.filled(with_index(made, self.schema_))

    @spoken()
    def impute(self, X: Any, how: str = "draw", versions: int = 1, seed: int = 0) -> Any:
        """Return a table with its missing cells filled; all others stay as they are.

        Args:
            X: the columns that were learned.
            how: "draw" for cells as they may have been, given all that is known before, beside and
                behind them; "mean" for what is expected.
            versions: tables that are drawn, one after another, numbered in a column `version`.
            seed: the same seed gives the same cells.

        Raises:
            ConfigError: whole windows are written at once (`generator="window"`), or
                several means are asked for.
            InputError: the table doesn't fit.
            NotFittedError: nothing was learned yet.
            RunError: a text was learned.
        """
        request = ImputeRequest(how, versions, seed)
        trained, table = self.trained_, self._table(X)
        from rnngan.sampling.filling import Filling

        filling = Filling(trained, table)
        for note in filling.notices:
            warn(note, stacklevel=2)
        made = enumerate(filling.frames(request))
        frames = [numbered(one, versions, number) for number, one in made]
        made = pd.concat(frames, ignore_index=True)
        return self._container.filled(with_index(made, self.schema_))

    @spoken()
    def score_rows(self, X: Any) -> pd.DataFrame:
        """Return how surprising each row of a table is, given those before it.

        Args:
            X: the columns that were learned; other rows are welcome.

        Returns:
            Data frame, a row each: id and time, or else its number; `nats`, its negative
            log-density; `one_in`, how many held-out rows have about one that is as odd, and
            `odd_by`, in which column, or "(row)" as a whole, or "(repeats)" of the row before, or
            by which rule that it breaks; and the nats of each column.

        Raises:
            ConfigError: whole windows are written at once (`generator="window"`).
            InputError: the table doesn't fit.
            NotFittedError: nothing was learned yet.
            RunError: a text was learned.
        """
        trained, table = self.trained_, self._table(X)
        from rnngan.sampling import surprise

        found = surprise.of_table(trained, table)
        for note in found.notices:
            warn(note, stacklevel=2)
        return surprise.frame(found, table)

    def _table(self, data):
        """Return the `Table` of data that are handed in, or refuse where a text was learned."""
        table_runs.refuse_text(self.trained_, "This SequenceGAN")
        return handed.again(data, self.trained_.config).source
