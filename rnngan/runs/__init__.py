"""The run folder, and what is done with it: train, generate, evaluate, inspect."""
