"""The command line: parse, call, echo; one file for each group of commands. Nothing imports it."""
