"""A run of MLflow, at the server or folder that MLFLOW_TRACKING_URI names."""

import json
import re
from pathlib import Path

from rnngan.data.formats import atomic

HINT = "Set MLFLOW_TRACKING_URI to a server that can be reached, or leave --track out."
EXPERIMENT = "rnngan"  # unless MLFLOW_EXPERIMENT_NAME names another
KEPT = "mlflow.json"  # in the run folder: the MLflow run that a resumed training goes on with
ALLOWED = re.compile(r"[^\w\-./ ]")  # characters that MLflow takes in a name


class Sink:
    """Logs settings once, and numbers as they come, in one run of MLflow for each run folder.

    Args:
        folder: run folder.
        settings: {"section.name": value} of the run.
    """

    def __init__(self, folder, settings):
        import os

        from mlflow.tracking import MlflowClient

        self.client, path = MlflowClient(), Path(folder) / KEPT
        if path.exists():
            self.run = json.loads(path.read_text("utf-8"))["run_id"]
            return
        name = os.environ.get("MLFLOW_EXPERIMENT_NAME", EXPERIMENT)
        known = self.client.get_experiment_by_name(name)
        experiment = known.experiment_id if known else self.client.create_experiment(name)
        self.run = self.client.create_run(experiment, run_name=Path(folder).name).info.run_id
        for setting, value in settings.items():
            self.client.log_param(self.run, setting, str(value))
        atomic.write(path, json.dumps({"run_id": self.run}) + "\n")

    def write(self, values, step):
        """Log {name: number} of a step."""
        for name, value in values.items():
            self.client.log_metric(self.run, ALLOWED.sub("", name), float(value), step=step)

    def close(self):
        """Say that nothing more will come for now."""
        self.client.set_terminated(self.run)
