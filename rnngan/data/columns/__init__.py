"""The kinds of columns: how each is found, its features, the way back, its checks."""
