"""The settings of a run: what there is, what it may be, where a value comes from; errors."""
