"""Runs whose settings are searched: Optuna proposes, the batch runs, a held-out statistic decides.

What was proposed and found is kept in Optuna's own journal, an append-only file that survives being
killed. A trial that was cut off is a run like any other: it goes on from its checkpoint.
"""

import json
import math
import warnings
from collections import deque

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import Trial, TrialState

from rnngan.batch import experiment_keys, records, summary
from rnngan.batch.addresses import NEWER, content, lasting, sha256_of
from rnngan.batch.plan import make, overlaid
from rnngan.batch.scheduler import FINISHED, PRUNED
from rnngan.config.errors import RnnganError
from rnngan.config.options import SETTINGS
from rnngan.config.run_config import fields
from rnngan.data.formats import atomic
from rnngan.data.training_length import with_steps

JOURNAL = "search.journal"
STARTUP = 4  # trials that are never pruned
WHERE = "search", "ranges"


class Searched:
    """A source of runs: those that are listed, and behind them the trials of a search.

    Args:
        batch: `rnngan.batch.runner.Batch`.
        todo: list of (`Run`, why it runs) that come first.
    """

    def __init__(self, batch, todo):
        self.batch, self.listed = batch, deque(todo)
        self.search, self.batch_folder = batch.located.spec.search, batch.batch_folder
        self.active, self.shown = {}, []
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.base = overlaid(batch.located.spec, self.search.defaults.given())
        self.steps = with_steps(self._made("trial", {}).config).training.steps  # at most
        self.study = self._study()
        self.cut_off = deque(self.study.get_trials(False, (TrialState.RUNNING,)))
        for frozen in self.study.get_trials(False):
            self._show(self._run(frozen.number, frozen.params))

    def _study(self):
        """Return the study of this search; another search on the same folder has another one."""
        path = str(self.batch_folder.hidden / JOURNAL)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that journals are new to Optuna
            backend = JournalFileBackend(path, lock_obj=JournalFileOpenLock(path))
            storage = JournalStorage(backend)
        asked = _asked(self.search)
        data = content(self._made("trial", {}).data)
        name = sha256_of([asked, {k: _spelled(v) for k, v in self.base.items()}, data])[:16]
        return optuna.create_study(
            storage=storage, study_name=name, load_if_exists=True, pruner=self._pruner()
        )

    def _pruner(self):
        first = max(1, self.steps // self.search.looks)
        if self.search.pruner == "median":
            return optuna.pruners.MedianPruner(n_startup_trials=STARTUP, n_warmup_steps=first)
        if self.search.pruner == "halving":
            return optuna.pruners.SuccessiveHalvingPruner(min_resource=first, reduction_factor=3)
        return optuna.pruners.NopPruner()

    def counts(self):
        """Return (trials that had ended before, trials that come)."""
        ended = len(self.study.get_trials(False)) - len(self.cut_off)
        return ended, max(0, self.search.trials - ended)

    def alike(self, count):
        """Return `count` runs like trials, for an estimate: with the defaults of the search."""
        return [self._made("trial", {})] * count

    def next(self):
        """Return the next (`Run`, why it runs), or None where there is none now."""
        if self.listed:
            return self.listed.popleft()
        while True:
            if self.cut_off:
                frozen = self.cut_off.popleft()
                trial = Trial(self.study, frozen._trial_id)
            elif len(self.study.get_trials(False)) < self.search.trials:
                trial = self._asked()
            else:
                return None
            run = self._run(trial.number, self._proposed(trial))
            self._show(run)
            reason = self._reason(run)
            self.active[run.name] = trial
            if reason is not None:
                return run, reason
            self.ended(run, *self._known(run))  # it had ended before its batch was killed

    def _asked(self):
        """Ask for a new trial; what is drawn depends on the seed, its number and what is known."""
        number = len(self.study.get_trials(False))
        seed = int(sha256_of([self.search.seed, number])[:8], 16) % 2**31
        samplers = {"tpe": optuna.samplers.TPESampler, "random": optuna.samplers.RandomSampler}
        self.study.sampler = samplers[self.search.sampler](seed=seed)
        return self.study.ask()

    def _proposed(self, trial):
        """Return {key: value} that a trial proposes."""
        return {key: proposed(trial, key, range_) for key, range_ in self.search.ranges.items()}

    def _run(self, number, params):
        return self._made(f"{summary.TRIAL}{number:04d}", params)

    def _made(self, name, params):
        """Return the run of a trial, looked at as often as is asked for."""
        located, spec = self.batch.located, self.batch.located.spec
        said = {k: v for k, v in overlaid(spec, params, self.base).items() if k != "name"}
        run = make(located, name, said, located.where(*WHERE), params=params)
        if "training.checkpoint_every" not in said:
            every = max(1, with_steps(run.config).training.steps // self.search.looks)
            said = said | {"training.checkpoint_every": every}
            run = make(located, name, said, run.where, params=params)
        return run

    def _show(self, run):
        """Let the summary know of a trial."""
        self.shown = [shown for shown in self.shown if shown["name"] != run.name]
        self.shown.append(summary.planned(run))
        atomic.write(
            self.batch_folder.hidden / summary.TRIALS, json.dumps(self.shown, indent=1) + "\n"
        )

    def _reason(self, run):
        record = self.batch_folder.read(run.name)
        if record.state == PRUNED and record.begun == run.addresses()["train"]:
            return None
        try:
            return records.why(self.batch_folder, run, record, run.addresses())
        except RnnganError as error:
            return str(error)

    def _known(self, run):
        record = self.batch_folder.read(run.name)
        return (PRUNED if record.state == PRUNED else FINISHED), record

    def is_pruned(self, run, event):
        """Report what a trial's checkpoint measured; return whether it promises too little."""
        trial, value = self.active.get(run.name), event["distance"]
        if trial is None or value is None or event["part"] != 1 or not event["step"]:
            return False
        known = self.study.get_trials(False)[trial.number].intermediate_values
        if event["step"] not in known:
            trial.report(value, event["step"])
        return event["step"] < self.steps and bool(trial.should_prune())

    def ended(self, run, state, record):
        """Report to the study what a trial has come to."""
        trial = self.active.pop(run.name, None)
        if trial is None:
            return
        value = None
        if state == FINISHED:
            value = statistic(self.batch_folder.run(run.name), record, self.search.objective)
        if value is not None and math.isfinite(value):
            self.study.tell(trial, value)
        else:
            pruned = state == PRUNED
            self.study.tell(trial, state=TrialState.PRUNED if pruned else TrialState.FAIL)


def _asked(search):
    """Return what a spec asks of a search, ready for JSON, without what is newer than some."""
    asked = search.model_dump(mode="json", exclude={"trials"})
    keys = [*NEWER, *(SETTINGS[name].key for name in NEWER if name in SETTINGS)]
    newer = {experiment_keys.attribute(key) for key in keys if key}
    generate = experiment_keys.attribute("generate")
    said = {k: v for k, v in asked["defaults"].items() if k not in newer or v is not None}
    if said[generate] is not None:
        said[generate] = lasting(said[generate], "generate.")
    return asked | {"defaults": said}


def _spelled(value):
    """Return a value as text, without options that are newer than some searches."""
    if not isinstance(value, experiment_keys.Generate):
        return str(value)
    options = lasting(dict(value), "generate.")
    return " ".join(f"{name}={option!r}" for name, option in options.items())


def proposed(trial, key, range_):
    """Return the value that a trial proposes for a key.

    Args:
        trial: of Optuna.
        key: of an experiment.
        range_: `rnngan.batch.spec.Range`.
    """
    if range_.choices is not None:
        return trial.suggest_categorical(key, range_.choices)
    ends = range_.low, range_.high
    if is_whole(key) and all(end == int(end) for end in (*ends, range_.step or 1)):
        low, high = map(int, ends)
        return trial.suggest_int(key, low, high, step=int(range_.step or 1), log=range_.log)
    return trial.suggest_float(key, *ends, step=range_.step, log=range_.log)


def is_whole(key):
    """Return whether a key takes whole numbers.

    Example:
        >>> is_whole("units"), is_whole("training.learning_rate")
        (True, False)
    """
    annotation = str(fields()[experiment_keys.setting_of(key, None)[0]].annotation)
    return "int" in annotation and "float" not in annotation


def statistic(folder, record, objective="validation"):
    """Return what finished trials are compared by; None where nothing was measured.

    Neither is a score that is reported.

    Args:
        folder: of the run.
        record: its `Record`.
        objective: "validation": the number that `evaluate` takes on one half of what is held out,
            where the trial was evaluated; "distance": that of the last checkpoint.
    """
    try:
        found = json.loads((folder / "scores.json").read_bytes()).get("validation")
    except (OSError, ValueError):
        found = None
    return found["value"] if found and objective == "validation" else record.distance
