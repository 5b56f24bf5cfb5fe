"""The generator that writes row by row, column after column."""
