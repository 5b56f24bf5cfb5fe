"""What is learned from: the phases of a training, its callbacks, its state."""
