"""Variants of the game: what differs from the plain one, and nothing else."""
