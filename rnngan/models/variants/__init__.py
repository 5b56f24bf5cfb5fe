"""Variants: their networks alone. What they add to the losses is in `rnngan.models.terms`."""
