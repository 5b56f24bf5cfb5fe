"""Does training on a GPU agree with the CPU, and how long does each take?

    python benchmarks/device.py

Each device is measured in a process of its own, and that of the CPU sees no GPU, so operations
run where they would for a user of that machine. The same seed, first weights and real windows go
through the same training steps on both; what comes out is compared in float64, with the CPU as the
reference. On a GPU this is done twice: in full float32, and in TensorFlow's default there, which
takes matrix products in TF32 (about three digits). Without a GPU the CPU is measured alone.

Timings are medians after a warm-up, one training step a call, and each ends by reading the losses
back, so that nothing is still under way.
"""

import argparse
import itertools
import multiprocessing
import os
import platform
import time
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import machine
import numpy as np
import tensorflow as tf

from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import read_table
from rnngan.models import noise
from rnngan.models.build import compile_model
from rnngan.models.noise import Stream
from rnngan.sampling import sample_table
from rnngan.training.monitor import SPREAD_WINDOWS, spread
from rnngan.training.train_table import train, untrained

TABLE = Path(__file__).parents[1] / "data" / "sines.csv"
SIZES = {  # name -> units, batch, rows that the LSTM writes in a step, timed training steps
    "defaults": (64, 128, "auto", 50),
    "large": (256, 1024, "auto", 7),
}
TINY = {"defaults": (4, 8, 24, 1)}
WARM_UP = 3  # steps before the first timed one, which traces and builds
MARKS = (1, 10)  # numbers of steps after which two devices are compared
LOSSES = ("d_loss", "g_loss", "r1", "r2")


@dataclass
class State:
    """What is compared after some training steps.

    Args:
        losses: name -> value, at the last step.
        gradients: clipped gradients of the last step, an array a variable.
        weights: all trained weights, an array a variable.
    """

    losses: dict
    gradients: list
    weights: list


@dataclass
class Measured:
    """Everything that one device's process reports.

    Args:
        name: of the device.
        noise: stream -> numbers drawn.
        states: (TF32 allowed, steps taken) -> `State`.
        step_ms: size -> median milliseconds a training step.
        rows: size -> rows generated a second.
        training: last losses, spread and seconds of the short training.
    """

    name: str
    noise: dict = field(default_factory=dict)
    states: dict = field(default_factory=dict)
    step_ms: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    training: dict = field(default_factory=dict)


def settings(size, steps=1000):
    """Return the `RunConfig` of a size, as `SIZES` has it, the defaults in all else."""
    units, batch, rows, _ = size
    return RunConfig(
        model={"generator": "window", "units": units, "rows_per_step": rows},
        training={"batch_size": batch, "steps": steps},
    )


def compiled(dataset, config):
    """Return an untrained `TrainedModel`, ready for training steps."""
    trained = untrained(dataset, config)
    compile_model(trained.model, config.training)
    return trained


def steps_of(trained, dataset):
    """Yield the losses of one training step after another; windows are drawn on the host."""
    step = tf.function(trained.model.train_step)
    size = trained.config.training.batch_size
    random = np.random.default_rng(trained.config.seed)
    for number in itertools.count():
        chosen = random.integers(0, len(dataset.train), size)
        windows = tf.constant(dataset.train.gather(chosen))  # (batch, time, features)
        losses = step((tf.constant(number, tf.int64), windows))
        yield {name: float(losses[name]) for name in LOSSES}  # waits for the device


def states(dataset, config):
    """Return {steps taken: `State`} for every mark, from the first weights on."""
    trained, found = compiled(dataset, config), {}
    model = trained.model
    for done, losses in enumerate(steps_of(trained, dataset), start=1):
        if done in MARKS:
            weights = [v.numpy() for v in model.trainable_variables]
            found[done] = State(losses, gradients(model), weights)
        if done == max(MARKS):
            return found


def gradients(model):
    """Return the last clipped gradients: Adam's momentum is just that while beta_1 is 0."""
    optimizers = model.discriminator_optimizer, model.generator_optimizer
    slots = [v for optimizer in optimizers for v in optimizer.variables]
    return [v.numpy() for v in slots if "momentum" in v.path]


def draws():
    """Return {stream: numbers} as training and sampling draw them; integers for WINDOWS."""
    shape = (128, 112)  # latent 16 and 12 steps of noise 8, at the defaults
    drawn = {s.name: noise.normal(shape, 0, s, 7).numpy() for s in Stream if s != Stream.WINDOWS}
    drawn["WINDOWS"] = noise.integers((1024,), 10_007, 0, Stream.WINDOWS, 7).numpy()
    return drawn


def step_ms(trained, dataset, repeats):
    """Return the median milliseconds of a training step."""
    steps = steps_of(trained, dataset)
    for _ in range(WARM_UP):
        next(steps)
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        next(steps)
        times.append(1e3 * (time.perf_counter() - started))
    return float(np.median(times))


def rows_per_second(trained, timed):
    """Return rows generated a second, from the first chunk to the last: tracing is left out."""
    chunks = sample_table.windows(trained, GenerateRequest((timed + 1) * sample_table.CHUNK))
    next(chunks)
    started = time.perf_counter()
    rows = sum(len(chunk) * chunk.shape[1] for chunk, *_ in chunks)
    return rows / (time.perf_counter() - started)


def short_training(dataset, size, steps):
    """Return the last losses, the spread and the seconds of a whole `train` from its start."""
    config = settings(size, steps)
    started = time.perf_counter()
    trained = train(dataset, config)
    seconds = time.perf_counter() - started
    real = dataset.train.gather(np.arange(min(SPREAD_WINDOWS, len(dataset.train))))
    last = {name: trained.history[-1][name] for name in LOSSES}
    return last | {"spread": spread(trained.model, real, steps), "seconds": seconds}


def device_name(device):
    """Return what a person calls a physical device."""
    if device.device_type == "CPU":
        return f"{platform.processor() or platform.machine()} CPU, {os.cpu_count()} cores"
    return tf.config.experimental.get_device_details(device).get("device_name", device.name)


def measure(device_type, options, training):
    """Return the measurements of the first device of a type; call it in a process of its own.

    Args:
        device_type: "CPU" or "GPU".
        options: of the command.
        training: whether it does the short training.
    """
    keras.utils.disable_interactive_logging()
    if device_type == "CPU":
        tf.config.set_visible_devices([], "GPU")
    sizes = TINY if options.tiny else SIZES
    config = settings(sizes["defaults"])
    dataset = prepare(read_table(str(TABLE)), config)
    found = Measured(device_name(tf.config.list_physical_devices(device_type)[0]), draws())
    for tf32 in (False, True) if device_type == "GPU" else (False,):
        tf.config.experimental.enable_tensor_float_32_execution(tf32)
        for done, state in states(dataset, config).items():
            found.states[tf32, done] = state
    for name, size in sizes.items():
        trained = compiled(dataset, settings(size))
        found.step_ms[name] = step_ms(trained, dataset, size[-1])
        found.rows[name] = rows_per_second(trained, options.chunks)
    if training:
        found.training = short_training(dataset, sizes["defaults"], options.steps)
    return found


def in_own_process(device_type, options, training):
    """Return `measure(...)` of another process, which gives the device back when it ends.

    It is a fresh one; in a tiny run a fork, which saves loading TensorFlow again.
    """
    with multiprocessing.get_context("fork" if options.tiny else "spawn").Pool(1) as pool:
        return pool.apply(measure, (device_type, options, training))


def difference(arrays, reference):
    """Return the largest ‖a − b‖ / ‖b‖ over pairs of arrays; NaN never passes as small.

    Example:
        >>> difference([np.array([3.0, 4.5])], [np.array([3.0, 4.0])])
        0.1
    """
    ratios = []
    for a, b in zip(arrays, reference, strict=True):
        a, b = a.astype("float64"), b.astype("float64")
        ratios.append(np.linalg.norm(a - b) / max(np.linalg.norm(b), 1e-30))
    return float(np.max(ratios))


def finite(state):
    """Return whether all losses, gradients and weights are finite numbers."""
    arrays = [*state.losses.values(), *state.gradients, *state.weights]
    return all(np.isfinite(a).all() for a in arrays)


def print_speed(cpu, gpu, sizes):
    """Print ratios and times."""
    print("\nspeed" + (" (ratio: how many times as fast as the CPU)" if gpu else ""))
    for size, (units, batch, *_) in sizes.items():
        for what, unit in (("step_ms", "ms a training step"), ("rows", "rows generated a second")):
            slow, line = getattr(cpu, what)[size], f"  {size}, H {units}, batch {batch}: "
            if gpu:
                fast = getattr(gpu, what)[size]
                ratio = slow / fast if what == "step_ms" else fast / slow
                line += f"ratio {ratio:.2f}; GPU {fast:,.1f}, "
            print(f"{line}CPU {slow:,.1f} {unit}")


def print_states(measured):
    """Print losses and penalties, and whether everything is finite."""
    print("\nlosses and penalties")
    for found in measured:
        for (tf32, done), state in found.states.items():
            precision = "TF32" if tf32 else "float32"
            values = "  ".join(f"{name} {value:.6f}" for name, value in state.losses.items())
            word = "all finite" if finite(state) else "NOT FINITE"
            print(f"  {found.name}, {precision}, step {done}: {values}  {word}")


def print_agreement(cpu, gpu):
    """Print how far the GPU is from the CPU."""
    print("\nagreement with the CPU (largest ‖a − b‖ / ‖b‖ over the variables)")
    for (tf32, done), state in gpu.states.items():
        other = cpu.states[False, done]
        losses = np.max([abs(state.losses[n] / other.losses[n] - 1) for n in LOSSES])
        print(
            f"  {'TF32' if tf32 else 'float32'}, after {done} steps: losses {losses:.1e}  "
            f"gradients {difference(state.gradients, other.gradients):.1e}  "
            f"weights {difference(state.weights, other.weights):.1e}"
        )
    for stream, drawn in gpu.noise.items():
        same = np.mean(drawn == cpu.noise[stream])
        furthest = np.abs(drawn.astype("float64") - cpu.noise[stream]).max()
        print(f"  noise {stream}: {same:.2%} the same bits, largest difference {furthest:.1e}")


def print_training(found, steps):
    """Print how the short training ended."""
    values = "  ".join(f"{name} {value:.4f}" for name, value in found.training.items())
    print(f"\nshort training on {found.name}, {steps} steps, tracing included\n  {values}")


def main():
    """Measure every device there is and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=300, help="length of the short training")
    parser.add_argument("--chunks", type=int, default=8, help="timed chunks of generated windows")
    options = machine.parse_options(parser, steps=2, chunks=1)
    devices = tf.config.list_physical_devices()
    print(f"TensorFlow {tf.__version__}, Keras {keras.__version__}; it sees:")
    for device in devices:
        print(f"  {device.device_type}: {device_name(device)}")
    has_gpu = any(device.device_type == "GPU" for device in devices)
    cpu = in_own_process("CPU", options, training=not has_gpu)
    gpu = in_own_process("GPU", options, training=True) if has_gpu else None
    print_speed(cpu, gpu, TINY if options.tiny else SIZES)
    print_states([found for found in (cpu, gpu) if found])
    if gpu:
        print_agreement(cpu, gpu)
    print_training(gpu or cpu, options.steps)


if __name__ == "__main__":
    main()
