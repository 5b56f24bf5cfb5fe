"""The command as `python -m rnngan`."""

from rnngan.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
