"""The command line with shards of about 8,192 rows, so that few sequences fill several of them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rnngan.cli.main import main
from rnngan.modalities import table_output

if __name__ == "__main__":
    table_output.ROWS = 8192
    raise SystemExit(main())
