"""What holds between columns: its language, how it is found, how new rows keep it."""
