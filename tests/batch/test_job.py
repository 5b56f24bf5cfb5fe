"""A run as it is handed to a worker: values that JSON holds, and the run comes back from them."""

import json

from rnngan.batch import job as jobs
from rnngan.batch import records


def test_the_job_of_a_run(planned, tmp_path):
    (run,) = planned(
        "defaults: {data: a.csv, generate: {count: 3, codes: {'0': 1}}, evaluate: quick, cpus: 2}"
    )
    job = jobs.of(run, tmp_path / "runs")
    assert (job.folder, job.name) == (str(tmp_path / "runs"), "run")
    assert (job.data, job.schema) == (str(tmp_path / "a.csv"), None)
    assert (job.data_here, job.schema_here) == (None, None)
    assert (job.generate["count"], job.generate["codes"]) == (3, {"0": 1.0})
    assert job.output == "synthetic.csv"
    assert (job.judges, job.quick, job.threads) == (1, True, 2)
    assert job.addresses == run.addresses()
    assert job.settings == records.said(run)


def test_nothing_is_asked_for_after_training(planned, tmp_path):
    (run,) = planned("defaults: {data: a.csv}")
    job = jobs.of(run, tmp_path)
    assert (job.generate, job.output, job.judges, job.quick, job.threads) == (
        None, None, None, False, 1,
    )  # fmt: skip
    assert list(job.addresses) == ["train"]


def test_a_job_goes_through_json_on_one_line(planned, tmp_path):
    (run,) = planned("defaults: {data: a.csv, generate: 3, evaluate: 5, ignore: [p, q]}")
    job = jobs.of(run, tmp_path)
    text = job.to_json()
    assert "\n" not in text
    assert json.loads(text)["judges"] == 5
    assert jobs.Job.from_json(text) == job
    assert jobs.Job.from_json(text).run_config == run.config
