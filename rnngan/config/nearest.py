"""The nearest name: by what others call a setting, and by its letters."""

from collections.abc import Iterable
from difflib import get_close_matches

ELSEWHERE = {  # what the settings are called in other programs and papers -> their names here
    "learning_rate": ("lr", "g_lr", "rate", "alpha", "step_size"),
    "discriminator_learning_rate": ("d_lr", "lr_d"),
    "batch_size": ("batch", "bs", "batches", "minibatch_size"),
    "steps": ("epochs", "epoch", "iterations", "iters", "n_steps", "num_steps", "max_steps"),
    "d_steps": ("n_critic", "critic_steps", "disc_steps"),
    "units": ("hidden", "hidden_units", "hidden_dim", "hidden_size", "num_units", "width"),
    "latent": ("z", "z_dim", "noise", "noise_dim", "latent_dim", "latent_size"),
    "window": ("seq_len", "seq_length", "sequence_length", "window_size", "lookback"),
    "holdout": ("test_size", "val_split", "validation_split", "validation"),
    "objective": ("loss",),
    "gradient_penalty": ("gp", "lambda_gp"),
    "clip_norm": ("clip", "grad_clip", "max_grad_norm"),
    "ema_decay": ("ema",),
    "seed": ("random_state", "random_seed"),
    "id_column": ("id", "ids", "group", "group_by"),
    "time_column": ("time", "date", "timestamp", "index_col"),
    "delimiter": ("sep", "separator"),
    "vocabulary": ("vocab", "vocab_size"),
}
MEANT = {other: name for name, others in ELSEWHERE.items() for other in others}


def meant(name: str, known: Iterable[str]) -> str | None:
    """Return which of some known names was meant, or None.

    Of names such as training.steps the last part counts, first among those of the same section:
    what stands before the dot would make all of a section look alike.

    Args:
        name: what was given.
        known: names, with their sections or without.

    Example:
        >>> settings = ["training.learning_rate", "training.r1", "data.window"]
        >>> meant("training.lr", settings), meant("windw", settings), meant("zz", settings)
        ('training.learning_rate', 'data.window', None)
    """
    section, _, last = name.lower().replace("-", "_").rpartition(".")
    names = {full.rpartition(".")[2]: full for full in known if "." in full}
    names |= {full: full for full in known if "." not in full}
    for exact in (last, MEANT.get(last)):
        if exact in names:
            return names[exact]
    same_section = [last for last, full in names.items() if full.startswith(f"{section}.")]
    for some in (same_section, names):
        if near := get_close_matches(last, some, n=1):
            return names[near[0]]
    return None


nearest = meant  # as `rnngan.runs.estimator` still calls it
