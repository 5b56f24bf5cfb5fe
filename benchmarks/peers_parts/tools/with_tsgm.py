"""TimeGAN as tsgm has it: as many rounds as the minutes allow."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
import time

import keras
from exchange import LENGTH, MINUTES, SEED, Numbers, run, windows
from tsgm.models.timeGAN import TimeGAN

TIMED = 10  # rounds that are timed first


def model(features):
    """Return a TimeGAN with tsgm's own sizes."""
    gan = TimeGAN(seq_len=LENGTH, n_features=features)
    adam = {
        f"{name}_optimizer": keras.optimizers.Adam(1e-3)
        for name in ("d", "g", "emb", "supgan", "ae")
    }
    losses = keras.losses.MeanSquaredError(), keras.losses.BinaryCrossentropy()
    gan.compile(**adam, emb_loss=losses[0], clf_loss=losses[1])
    return gan


def learn():
    """Fit as many rounds as there is time for, each of its three phases in turn."""
    keras.utils.set_random_seed(SEED)
    frame, began = windows(), time.perf_counter()
    numbers = Numbers(frame)
    values = numbers.of(frame)
    gan = model(values.shape[-1])
    gan.fit(values, epochs=1)  # traces its functions
    traced = time.perf_counter()
    gan.fit(values, epochs=TIMED)
    now = time.perf_counter()
    left = MINUTES * 60 - (now - began)
    gan.fit(values, epochs=max(1, int(left / (now - traced) * TIMED)))
    return gan, numbers


def generate(learned, count):
    """Return new windows."""
    gan, numbers = learned
    return numbers.back(gan.generate(count))


if __name__ == "__main__":
    run(learn, generate)
