"""Points in time: how they are spelled, the step between them, their calendar."""
