"""DGAN of gretel-synthetics: windows as arrays."""

from exchange import LENGTH, MINUTES, Numbers, run, windows
from gretel_synthetics.timeseries_dgan.config import DGANConfig
from gretel_synthetics.timeseries_dgan.dgan import DGAN


def learn():
    """Fit with its own settings."""
    frame = windows()
    numbers = Numbers(frame)
    model = DGAN(
        DGANConfig(max_sequence_len=LENGTH, sample_len=LENGTH // 4, epochs=int(100 * MINUTES))
    )
    model.train_numpy(features=numbers.of(frame))
    return model, numbers


def generate(learned, count):
    """Return new windows."""
    model, numbers = learned
    return numbers.back(model.generate_numpy(count)[1])


if __name__ == "__main__":
    run(learn, generate)
