"""A plain recurrent variational autoencoder (Kingma and Welling 2014), one LSTM a side."""

import time

import keras
from exchange import LENGTH, MINUTES, SEED, Numbers, run, windows
from keras import layers, ops

UNITS, CODES, BATCH = 100, 10, 128
NOISE = 0.05  # standard deviation of a value around what is decoded


class Recurrent(keras.Model):
    """Windows (n, LENGTH, features) to the same; the loss is minus the evidence lower bound."""

    def __init__(self, features):
        super().__init__()
        self.encoder = keras.Sequential([layers.LSTM(UNITS), layers.Dense(2 * CODES)])
        self.decoder = keras.Sequential(
            [
                layers.RepeatVector(LENGTH),
                layers.LSTM(UNITS, return_sequences=True),
                layers.Dense(features, "sigmoid"),
            ]
        )
        self.seeds = keras.random.SeedGenerator(SEED)

    def call(self, windows):
        """Return what is decoded from a draw of the code; adds the divergence to the loss."""
        mean, log_variance = ops.split(self.encoder(windows), 2, axis=-1)  # (n, CODES)
        noise = keras.random.normal(ops.shape(mean), seed=self.seeds)
        divergence = ops.exp(log_variance) + mean**2 - 1 - log_variance
        self.add_loss(ops.mean(ops.sum(divergence, axis=-1)) / 2)
        return self.decoder(mean + noise * ops.exp(log_variance / 2))


class Clock(keras.callbacks.Callback):
    """Ends training when the minutes are over."""

    def __init__(self):
        super().__init__()
        self.end = time.perf_counter() + 60 * MINUTES

    def on_train_batch_end(self, batch, logs=None):
        """Look at the clock."""
        if time.perf_counter() > self.end:
            self.model.stop_training = True


def learn():
    """Fit until the minutes are over."""
    keras.utils.set_random_seed(SEED)
    frame, clock = windows(), Clock()
    numbers = Numbers(frame)
    values = numbers.of(frame)
    model = Recurrent(values.shape[-1])
    model.compile(
        keras.optimizers.Adam(1e-3),
        lambda real, made: ops.sum((real - made) ** 2, axis=(-2, -1)) / (2 * NOISE**2),
    )
    model.fit(values, values, BATCH, epochs=10**6, callbacks=[clock], verbose=0)
    return model, numbers


def generate(learned, count):
    """Return new windows, with the noise that the likelihood has."""
    model, numbers = learned
    codes = keras.random.normal((count, CODES), seed=SEED)
    made = model.decoder(codes)
    return numbers.back(made + NOISE * keras.random.normal(made.shape, seed=SEED + 1))


if __name__ == "__main__":
    run(learn, generate)
