"""Files in and out: bytes, encodings, CSV, Arrow; read into a table, written whole."""
