"""Graded corruptions of the table that `small_samples.process` makes; 0 changes nothing."""

import numpy as np
import pandas as pd


def shuffled_time(frame, amount):
    """Put the rows of a share of the sequences in another order; their times stay."""
    values = [name for name in frame if name not in ("id", "time")]
    order = np.arange(len(frame)).reshape(frame["id"].nunique(), -1)
    for number in range(round(amount * len(order))):
        order[number] = np.random.default_rng([0, number]).permutation(order[number])
    return frame.assign(**{name: frame[name].to_numpy()[order.ravel()] for name in values})


def noise(frame, amount):
    """Add noise of twice the deviation of the smooth number to it."""
    drawn = np.random.default_rng(0).normal(size=len(frame))
    return frame.assign(smooth=frame["smooth"] + 2 * amount * frame["smooth"].std() * drawn)


def dropped_mode(frame, amount):
    """Take sequences of low level in place of a share of those of high level."""
    ids = frame["id"].unique()
    high, low = ids[1::2], ids[::2]
    lost = dict(zip(high[: round(amount * len(high))], low, strict=False))
    parts = [frame[frame["id"] == lost.get(name, name)].assign(id=name) for name in ids]
    return pd.concat(parts, ignore_index=True)


def dropped_category(frame, amount):
    """Write `day` in a share of the cells that hold `night`."""
    hit = np.random.default_rng(0).random(len(frame)) < amount
    return frame.assign(kind=frame["kind"].mask(hit & (frame["kind"] == "night"), "day"))


def shifted_seasons(frame, amount):
    """Move all times by up to half a day."""
    return frame.assign(time=frame["time"] + pd.Timedelta(hours=round(12 * amount)))


def lost_cells(frame, amount):
    """Lose a share of the cells of the rough number."""
    hit = np.random.default_rng(0).random(len(frame)) < 0.8 * amount
    return frame.assign(rough=frame["rough"].mask(hit))


def cut_sequences(frame, amount):
    """Lose the second half of a share of the sequences."""
    number = frame["id"].str[1:].astype(int)
    cut = number < round(amount * frame["id"].nunique())
    return frame[~cut | (frame.groupby("id").cumcount() < 24)].reset_index(drop=True)


def stuck(frame, amount):
    """Let a share of the cells of the rough number repeat the one before."""
    hit = np.random.default_rng(0).random(len(frame)) < 0.9 * amount
    hit &= frame["id"].duplicated()
    return frame.assign(rough=frame["rough"].mask(hit).ffill())


def slowed(frame, amount):
    """Let two hours pass from row to row in a share of the sequences."""
    slow = frame["id"].str[1:].astype(int) < round(amount * frame["id"].nunique())
    passed = pd.to_timedelta(frame.groupby("id").cumcount().where(slow, 0), "h")
    return frame.assign(time=frame["time"] + passed)


def copied(real):
    """Return the corruption that puts sequences of `real` in place of a share of the others."""

    def of(frame, amount):
        ids = frame["id"].unique()
        count = round(amount * len(ids))
        known = dict(zip(real["id"].unique(), ids[:count], strict=False))
        parts = [real[real["id"].isin(known)].replace({"id": known})]
        return pd.concat([*parts, frame[frame["id"].isin(ids[count:])]], ignore_index=True)

    return of
