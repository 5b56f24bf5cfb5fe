"""Codes of windows, paths between them, and their commands."""

import io
import json

import numpy as np
import pandas as pd
import pytest

from rnngan import SequenceGAN
from rnngan.config.errors import InputError
from rnngan.config.requests import EvaluateRequest, GenerateRequest
from rnngan.data.formats.tables import from_frame
from rnngan.evaluation.reconstruction import absolute_errors
from rnngan.runs import evaluate, store
from rnngan.sampling import latents, sample_table


@pytest.fixture(scope="module")
def run(untraced_command, visits_csv, tmp_path_factory):
    """A run with an encoder, trained for a few steps by the real command."""
    folder = tmp_path_factory.mktemp("runs") / "vae"
    flags = ("--steps", 6, "--window", 8, "--units", 8, "--seed", 3, "--preset", "vae-gan")
    settings = ("--set", "model.latent=3")
    result = untraced_command("train", visits_csv, "-o", folder, *flags, *settings)
    assert result.returncode == 0, result.stderr
    assert "Warning" not in result.stderr
    return folder


@pytest.fixture(scope="module")
def trained(run):
    return store.load(run)


def requested(trained, count, table=None, seed=0):
    return latents.between(trained, GenerateRequest(count, seed), table)[0]


def written(trained, request):
    return pd.concat([frame for frame, _ in sample_table.frames(trained, request)])


def sequences(frame):
    return [part.drop(columns="patient") for _, part in frame.groupby("patient")]


def same(one, other):
    return one.reset_index(drop=True).equals(other.reset_index(drop=True))


def test_middle_of_orthogonal_unit_vectors_is_a_unit_vector():
    middle = latents.path([1.0, 0.0, 0.0], [0.0, 0.0, 1.0], 3)[1]
    np.testing.assert_allclose(middle, [np.sqrt(0.5), 0, np.sqrt(0.5)], rtol=1e-6)
    assert np.linalg.norm(middle) == pytest.approx(1.0, abs=1e-6)


def test_a_third_of_a_right_angle_is_thirty_degrees():
    point = latents.path([2.0, 0.0], [0.0, 2.0], 4)[1]
    np.testing.assert_allclose(point, [2 * np.cos(np.pi / 6), 2 * np.sin(np.pi / 6)], rtol=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "middle"),
    [
        ([1.0, 1.0], [3.0, 3.0], [2.0, 2.0]),
        ([1.0, 0.0], [-1.0, 0.0], [0.0, 0.0]),
        ([0.0, 0.0], [4.0, 2.0], [2.0, 1.0]),
        ([5.0, 5.0], [5.0, 5.0], [5.0, 5.0]),
    ],
)
def test_path_of_parallel_ends_is_a_line(one, other, middle):
    np.testing.assert_allclose(latents.path(one, other, 3)[1], middle, atol=1e-6)


@pytest.mark.parametrize("count", [2, 5])
def test_path_has_its_ends_exactly(count):
    one, other = np.random.default_rng(0).normal(size=(2, 16)).astype("float32")
    points = latents.path(one, other, count)
    assert points.shape == (count, 16)
    assert np.array_equal(points[0], one)
    assert np.array_equal(points[-1], other)


def test_paths_of_two_and_of_five_points_have_the_same_ends(trained):
    two, five = (sequences(written(trained, requested(trained, k))) for k in (2, 5))
    assert len(two) == 2
    assert len(five) == 5
    assert same(two[0], five[0])
    assert same(two[1], five[4])
    assert not same(five[0], five[4])


def test_equal_latents_give_equal_sequences_across_chunks(trained, monkeypatch):
    monkeypatch.setattr(sample_table, "CHUNK", 2)
    request = GenerateRequest(5, latents=np.ones((5, 3), "float32"))
    parts = sequences(written(trained, request))
    assert all(same(parts[0], part) for part in parts)


def test_ends_between_windows_are_the_codes_of_the_first_and_the_last(trained, visits):
    table = from_frame(visits)
    dataset = latents.windows_of(trained, table)
    frame = pd.concat(latents.codes(trained, dataset, table))
    ends = frame[["z0", "z1", "z2"]].iloc[[0, -1]].to_numpy()
    found = requested(trained, 4, from_frame(visits)).latents[[0, -1]]
    np.testing.assert_allclose(found, ends, atol=1e-5)


def test_drawn_ends_are_a_function_of_the_seed(trained):
    first, again, other = (requested(trained, 2, seed=seed).latents for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_one_window_has_no_path(trained, visits):
    with pytest.raises(InputError, match=r"has one window of 8 rows\. Expected two or more"):
        requested(trained, 2, from_frame(visits[:8]))


def test_a_row_says_which_window_it_is(trained, visits):
    rows = visits[visits["patient"].isin(["P003", "P007"])].iloc[::-1]  # order is no matter
    table = from_frame(rows.reset_index(drop=True))
    dataset = latents.windows_of(trained, table)
    frame = pd.concat(latents.codes(trained, dataset, table), ignore_index=True)
    assert list(frame) == ["patient", "day", "z0", "z1", "z2"]
    assert frame["patient"].tolist() == ["P007"] * 23 + ["P003"] * 23  # 30 - 8 + 1 windows
    assert frame["day"].iloc[[0, 22]].astype(str).tolist() == ["2024-01-01", "2024-01-23"]


def test_codes_do_not_depend_on_the_other_windows(trained, visits, monkeypatch):
    def coded(frame):
        table = from_frame(frame)
        dataset = latents.windows_of(trained, table)
        return pd.concat(latents.codes(trained, dataset, table))[["z0", "z1", "z2"]].to_numpy()

    whole = coded(visits)
    monkeypatch.setattr(latents, "CHUNK", 10)
    alone = coded(visits[visits["patient"] == "P001"].reset_index(drop=True))
    np.testing.assert_allclose(alone, whole[23:46], atol=1e-5)


def test_errors_of_windows_by_hand():
    real = np.array([[[0.0], [4.0], [9.0]]])
    weights = np.array([[[1.0], [1.0], [0.0]]])  # the third row is after the end
    found = absolute_errors(real, real + 1, weights, np.array([1.0]))
    assert found == {"error": 1.0, "own_mean": 2.0, "training_mean": 2.0}  # (1 + 3) / 2


def test_encode_writes_a_row_a_window(rnngan, run, visits_csv, tmp_path):
    result = rnngan("encode", run, visits_csv)
    assert result.returncode == 0, result.stderr
    frame = pd.read_csv(io.StringIO(result.stdout))
    assert list(frame) == ["patient", "day", "z0", "z1", "z2"]
    assert len(frame) == 12 * 23
    file = tmp_path / "codes.parquet"
    assert rnngan("encode", run, visits_csv, "-o", file).returncode == 0
    np.testing.assert_allclose(pd.read_parquet(file)["z2"], frame["z2"], rtol=1e-5)


def test_generate_between_two_windows_says_which(rnngan, run, visits_csv):
    result = rnngan("generate", run, "--interpolate", 3, "--between", visits_csv)
    assert result.returncode == 0, result.stderr
    assert "between the window at patient P000, day 2024-01-01" in result.stderr
    assert "and the one at patient P011, day 2024-01-23" in result.stderr
    assert len(pd.read_csv(io.StringIO(result.stdout))) == 3 * 8


def test_interpolation_needs_no_encoder(visits, untraced):
    gan = SequenceGAN(generator="window", window=8, units=4, rows_per_step=4, steps=2)
    made = gan.fit(visits, id_column="patient").interpolate(2, first_id=500)
    assert made["patient"].tolist() == ["P500"] * 8 + ["P501"] * 8


def test_rows_are_written_from_no_latent_vector(rnngan, visits_run):
    result = rnngan("generate", visits_run, "--interpolate", 2)
    assert (result.returncode, result.stdout) == (2, "")
    assert (
        "--interpolate 2: this run writes sequences row by row, which have no latent vector. Train "
        "with --generator window, or with --preset vae-gan.\n"
    ) in result.stderr


@pytest.mark.parametrize("command", [("encode",), ("generate", "--interpolate", 2, "--between")])
def test_a_run_without_encoder_is_refused(rnngan, visits_run, visits_csv, command):
    name, *flags = command
    result = rnngan(name, visits_run, *flags, visits_csv)
    assert result.returncode == 4
    assert "has no encoder" in result.stderr
    assert "--preset vae-gan" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="pulse"), "has no column 'pulse'"),
        (lambda t: t[:5], "fewer than the window of 8"),
        (lambda t: t.replace("good", "fine"), "'fine' is none of the values of 'mood'"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(rnngan, run, visits, tmp_path, change, message):
    file = tmp_path / "other.csv"
    change(visits).to_csv(file, index=False)
    result = rnngan("encode", run, file)
    assert result.returncode == 3
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "flags",
    [("-n", 2, "--interpolate", 2), (), ("-n", 2, "--between", "x.csv"), ("--interpolate", 1)],
)
def test_flags_that_exclude_each_other(rnngan, run, flags):
    result = rnngan("generate", run, *flags)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_evaluate_tells_the_reconstruction_error(rnngan, run, visits_csv, monkeypatch):
    from rnngan.modalities import table_evaluation

    monkeypatch.setattr(table_evaluation, "_score", lambda *a: {"scores": [], "judge_seeds": 1})
    result = evaluate.evaluate(run, EvaluateRequest()).scores
    training, held = result["reconstruction"]
    assert (training["windows"], held["windows"]) == ("training", "held-out")
    assert training["count"] + held["count"] == 12 * 23
    assert 0 < training["error"] < 1
    assert training["own_mean"] < training["training_mean"]
    saved = json.loads((run / store.SCORES).read_text())
    assert saved["reconstruction"] == result["reconstruction"]
