"""Where runs of a batch are worked on: processes of this machine, a Ray cluster."""
