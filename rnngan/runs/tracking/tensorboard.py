"""Event files in the run folder: `tensorboard --logdir RUN`."""

from pathlib import Path

KEPT = "tensorboard"  # the folder of event files in the run folder
HINT = "Make its folder in the run folder writable, or leave --track out."


class Sink:
    """Writes event files, as TensorFlow does.

    Args:
        folder: run folder.
        settings: they stand in config.json already.
    """

    def __init__(self, folder, settings):
        import tensorflow as tf

        self.scalar = tf.summary.scalar
        self.writer = tf.summary.create_file_writer(str(Path(folder) / KEPT))

    def write(self, values, step):
        """Write {name: number} of a step."""
        with self.writer.as_default(step=step):
            for name, value in values.items():
                self.scalar(name, value)

    def close(self):
        """Write what is left."""
        self.writer.close()
