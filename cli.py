from rnngan.cli.main import main

raise SystemExit(main())
