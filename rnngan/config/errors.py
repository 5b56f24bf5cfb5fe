"""The exception tree. Each class carries the exit code that the command line gives for it."""


class RnnganError(Exception):
    """Base of every error that rnngan raises on purpose."""

    exit_code: int = 1


class ConfigError(RnnganError, ValueError):
    """A setting is unknown, of the wrong type or out of bounds."""

    exit_code = 2


class InputError(RnnganError, ValueError):
    """The data handed in can't be used as it is."""

    exit_code = 3


class RunError(RnnganError):
    """A run folder or a file in it is missing, damaged or foreign."""

    exit_code = 4


class DamagedError(RunError):
    """A file of a run or of a checkpoint is missing, or is not what was written."""


class WorkerError(RunError):
    """Another worker of a training on several machines was lost; the run can go on."""


class TrainingError(RnnganError):
    """Training diverged, the generator collapsed, or the data were not learned."""

    exit_code = 5


class BatchError(RnnganError):
    """Some runs of a batch failed; the others are finished."""

    exit_code = 6


class GateError(RnnganError):
    """A score lies beyond what `--fail-if` allows."""

    exit_code = 6
