"""The networks and their composition: numerics only, no file is opened here."""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")  # before Keras is imported, by whatever module
