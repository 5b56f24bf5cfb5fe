"""The machines that train together, as TensorFlow's variable TF_CONFIG names them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rnngan.config.errors import ConfigError

VARIABLE = "TF_CONFIG"
EXAMPLE = '{"cluster": {"worker": ["a:2222", "b:2222"]}, "task": {"type": "worker", "index": 0}}'


@dataclass(frozen=True)
class Workers:
    """The workers of a training, and which of them this process is.

    Args:
        addresses: "host:port" of each; the first one writes the run.
        number: of this process.
    """

    addresses: tuple[str, ...]
    number: int

    @property
    def follows(self) -> bool:
        """Whether another worker writes the run."""
        return self.number > 0

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Workers | None":
        """Return the workers that an environment names, None where there are no two.

        Raises:
            ConfigError: TF_CONFIG is not readable, or names no workers alone.

        Example:
            >>> Workers.of({"TF_CONFIG": EXAMPLE})
            Workers(addresses=('a:2222', 'b:2222'), number=0)
        """
        text = environment.get(VARIABLE)
        if not text:
            return None
        try:
            jobs, task = _parsed(text)
            chief, workers = jobs.pop("chief", []), jobs.pop("worker", [])
            addresses = (*chief, *workers)
            if len(addresses) < 2 and not jobs:
                return None
            number = int(task["index"]) + (len(chief) if task["type"] == "worker" else 0)
            fits = not jobs and task["type"] in ("chief", "worker") and number < len(addresses)
        except (ValueError, TypeError, KeyError, AttributeError):
            fits = False
        if not fits:
            raise ConfigError(f"{VARIABLE}: expected such as {EXAMPLE}. Received: {text}")
        return cls(addresses, number)


def _parsed(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    found = json.loads(text)
    return dict(found.get("cluster", {})), found.get("task", {})
