"""Train on one device and on two of the same processor, and print how far the weights are apart.

A program of its own: processors are divided before TensorFlow computes anything.
"""

import json
import sys
from contextlib import nullcontext

import numpy as np
import tensorflow as tf

from rnngan import modalities
from rnngan.config.errors import ConfigError
from rnngan.config.run_config import validate
from rnngan.models import weights
from rnngan.models.rows import truncated
from rnngan.training import distribution, train_rows, train_text, train_windows

TABLE = {"data": {"window": 4, "lengths": "windows", "calendar": ["none"], "protect": "off"}}
LONGEST = truncated.SEGMENT
SMALL = {"steps": 2, "adversarial_steps": 2, "batch_size": 8}
CASES = {
    "rows": {"model": {"units": 3}, "training": SMALL},
    "long rows": {
        "data": TABLE["data"] | {"window": 6},
        "model": {"units": 3},
        "training": SMALL | {"adversarial_steps": 0},
    },
    "windows": {
        "model": {
            "generator": "window", "units": 3, "encoder": True, "codes": ["categorical:2"],
            "auto_normalise": False,  # no gradient cancels: Adam would make steps of its rounding
        },
        "training": SMALL | {
            "d_steps": 2, "gradient_penalty": 1.0, "historical_averaging": 0.1, "clip_weights": 0.2,
        },
    },
    "texts": {
        "kind": "text", "model": {"units": 3}, "training": SMALL | {"objective": "bce"},
        "text": {"embedding": 3, "level": "char", "estimator": "reinforce"},
    },
}  # fmt: skip
REFUSED = {
    "training.batch_size": {"training": SMALL | {"batch_size": 10}},
    "model.minibatch": {"model": {"minibatch": "std"}},
    "training.match": {"training": {"match": "mse"}},
    "training.feature_matching": {"training": {"feature_matching": 1.0}},
}


def learned(path, settings, devices):
    """Return {name: array} of all weights behind a training, and its last losses."""
    config = validate(({} if "kind" in settings else TABLE) | settings)
    modality = modalities.of(config)
    dataset, _ = modality.prepare(path, config)
    truncated.SEGMENT = 3 if settings == CASES["long rows"] else LONGEST
    with distribution.of_machine(devices) if devices > 1 else nullcontext():
        trained = modality.train(dataset)
    losses = {n: v for n, v in trained.history[-1].items() if isinstance(v, float)}
    return weights.values(weights.of_networks(trained.model)), losses


def apart(path, settings):
    """Return how far weights and losses of one device and of two are apart at most."""
    (one, losses), (two, others) = (learned(path, settings, devices) for devices in (1, 2))
    assert losses.keys() == others.keys()
    return (
        max(float(np.abs(one[name] - two[name]).max()) for name in one),
        max(abs(losses[name] - others[name]) for name in losses),
    )


def refusal(path, settings):
    """Return the message with which two devices refuse settings."""
    try:
        learned(path, settings, 2)
    except ConfigError as error:
        return str(error)
    return "none"


def main(table, text):
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    tf.config.run_functions_eagerly(True)  # tracing takes longer than the steps
    for phases in (train_rows, train_windows, train_text):
        phases.calibrate = lambda *_: 0.01
    found = {name: apart(text if "kind" in s else table, s) for name, s in CASES.items()}
    refused = {name: refusal(table, s) for name, s in REFUSED.items()}
    print(json.dumps({"apart": found, "refused": refused}))


if __name__ == "__main__":
    main(*sys.argv[1:])
