"""What each code moves: shares by hand, the table, the picture, and the commands about codes."""

import io
import json
import math

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from rnngan import SequenceGAN
from rnngan.config.errors import ConfigError
from rnngan.config.requests import GenerateRequest
from rnngan.evaluation import codes
from rnngan.modalities import code_report
from rnngan.report import code_console, code_figure, figures
from rnngan.runs import store
from rnngan.sampling.conditioning import fixed_codes, odd_codes

CODES = (("categorical", 3), ("continuous", 1), ("continuous", 1))
THREE = ("--codes", "categorical:3", "--codes", "continuous:2")


def one_hot(*categories):
    return np.eye(max(categories) + 1)[list(categories)]


def column(*values):
    return np.array(values, "float64")[:, None]


def test_eta_squared_by_hand():
    # groups (0, 2) and (4, 6): mean 3; between 4 · 2² = 16, total 9 + 1 + 1 + 9 = 20
    assert codes.explained(one_hot(0, 0, 1, 1), column(0, 2, 4, 6)) == pytest.approx(0.8)


def test_r_squared_by_hand():
    # slope of (0, 3, 0) … on (-1, 0, 1) is 0; of (0, 0, 3) it is 1.5: 2 · 1.5² = 4.5 of 6
    assert codes.explained(column(-1, 0, 1), column(0, 0, 3)) == pytest.approx(0.75)


def test_several_indicators_count_together():
    # the first follows the code (total 1), the second does not (total 1)
    values = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float64")
    assert codes.explained(one_hot(0, 0, 1, 1), values) == pytest.approx(0.5)


def test_a_column_that_does_not_vary_has_no_share():
    assert codes.explained(one_hot(0, 1), column(5, 5)) is None


def test_missing_values_are_left_out():
    found = codes.explained(one_hot(0, 0, 1, 1, 1), column(0, 2, 4, 6, np.nan))
    assert found == pytest.approx(0.8)


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_shares_hold_at_any_scale(scale):
    assert codes.explained(one_hot(0, 0, 1, 1), scale * column(0, 2, 4, 6)) == pytest.approx(0.8)


def test_an_unrelated_code_explains_next_to_nothing():
    rng = np.random.default_rng(0)
    code, values = np.eye(3)[rng.integers(0, 3, 4096)], rng.normal(size=(4096, 1))
    assert codes.explained(code, values) < 0.005


def test_columns_moved_most_come_first():
    code = one_hot(0, 0, 1, 1)
    still, moving = column(0, 1, 0, 1), column(0, 0, 1, 1)
    found = codes.moved(code, {"still": (still, still), "b": (still, moving)})
    assert [row["column"] for row in found] == ["b", "still"]
    assert found[0] == {"column": "b", "mean": 0.0, "deviation": pytest.approx(1.0)}


def test_recovery_of_a_number_is_a_correlation():
    head = np.column_stack([[-2.0, 0.0, 2.0], [9.0, 9.0, -9.0]])
    assert codes.recovery("continuous", column(-1, 0, 1), head) == {"correlation": pytest.approx(1)}


@pytest.fixture(scope="module")
def code_run(untraced_command, visits_csv, tmp_path_factory):
    """A run with three codes, trained for a few steps by the real command; and what it said."""
    folder = tmp_path_factory.mktemp("runs") / "codes"
    sizes = "--steps", 6, "--window", 8, "--units", 8
    result = untraced_command("train", visits_csv, "-o", folder, *sizes, *THREE, "--json")
    assert result.returncode == 0, result.stderr
    return folder, result


@pytest.fixture(scope="module")
def gan(code_run):
    return SequenceGAN.load(code_run[0])


def test_training_writes_what_each_code_moves(code_run):
    found = json.loads((code_run[0] / store.CODES).read_text())
    assert [row["kind"] for row in found["codes"]] == ["categorical", "continuous", "continuous"]
    entropies = [row["entropy"] for row in found["codes"]]
    assert entropies == pytest.approx([math.log(3), math.log(2), math.log(2)])
    assert all(row["information"] <= row["most"] for row in found["codes"])
    named = {row["column"] for row in found["codes"][0]["columns"]}
    assert {"pulse", "steps", "mood"} <= named


def test_the_table_goes_to_stderr_and_the_same_to_json(code_run):
    folder, result = code_run
    found = json.loads((folder / store.CODES).read_text())
    assert code_console.table(found) in result.stderr
    assert json.loads(result.stdout)["codes"] == found["codes"]


def test_the_table_by_hand():
    """A share under a hundredth is no column that is moved; one that does not vary has none."""
    moved = [{"column": "pulse", "mean": 0.5, "deviation": None},
             {"column": "mood", "mean": 0.009, "deviation": 0.0}]  # fmt: skip
    nats = {"entropy": 1.0986, "information": 0.5, "most": 1.0986}
    found = {"codes": [
        {"code": 0, "kind": "categorical", "categories": 3, **nats, "recovered": 0.75,
         "columns": moved},
        {"code": 1, "kind": "continuous", **nats, "correlation": -0.25, "columns": moved[1:]},
    ]}  # fmt: skip
    assert code_console.table(found).splitlines()[1:3] == [
        "0     categorical:3  1.10  0.50     1.10     75%        pulse 0.50 / –",
        "1     continuous     1.10  0.50     1.10     r -0.25    nothing that these shares show",
    ]


def test_the_figure_is_made(code_run):
    png = (code_run[0] / "figures" / "codes.png").read_bytes()
    width, height = Image.open(io.BytesIO(png)).size
    assert width > 500
    assert height > 500


def test_the_history_has_the_information(code_run):
    assert "mutual_information" in pd.read_csv(code_run[0] / store.HISTORY)


def test_a_plain_run_says_nothing_of_codes(visits_run):
    assert not (visits_run / store.CODES).exists()
    assert code_report.report(SequenceGAN.load(visits_run).trained_) is None


def test_measuring_twice_finds_the_same(gan, code_run):
    found = json.loads((code_run[0] / store.CODES).read_text())
    again = json.loads(json.dumps(codes.measure(gan.trained_)))
    assert again["codes"][0]["recovered"] == found["codes"][0]["recovered"]


def test_moments_are_those_of_the_sampled_table(gan):
    from rnngan.sampling import sample_table

    windows, when, _ = next(sample_table.windows(gan.trained_, GenerateRequest(5)))
    found = codes.moments(gan.trained_, windows, 0, when)
    frame = gan.sample(5)
    pulse = frame.groupby("patient")["pulse"]
    np.testing.assert_allclose(found["pulse"][0][:, 0], pulse.mean())
    np.testing.assert_allclose(found["pulse"][1][:, 0], pulse.std(ddof=0))
    good = (frame["mood"] == "bad").groupby(frame["patient"]).mean()
    assert any(np.allclose(found["mood"][0][:, k], good) for k in range(found["mood"][0].shape[1]))


def test_a_code_that_is_set_changes_only_what_is_given(gan):
    from rnngan.sampling.conditioning import Given

    def given(*asked):
        return Given(gan.trained_, GenerateRequest(4, codes=asked)).chunk(0, 4)

    assert given((0, 2.0))[:, :3].tolist() == [[0, 0, 1]] * 4
    assert given((1, -0.5))[:, 3].tolist() == [-0.5] * 4
    np.testing.assert_array_equal(given((0, 2.0))[:, 3:], given()[:, 3:])


def test_samples_differ_by_their_code(gan):
    frames = [gan.sample(3, codes={0: value}) for value in (0, 2, 2)]
    assert not frames[0].equals(frames[1])
    pd.testing.assert_frame_equal(frames[1], frames[2])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ([(3, 0.0)], "--code 3=0: there is no such code. Known: 0 to 2."),
        ([(-1, 0.0)], "--code -1=0: there is no such code. Known: 0 to 2."),
        ([(0, 3.0)], "--code 0=3: expected a category from 0 to 2."),
        ([(0, 0.5)], "--code 0=0.5: expected a category from 0 to 2."),
        ([(0, float("nan"))], "--code 0=nan: expected a category from 0 to 2."),
        ([(1, 3.5)], "--code 1=3.5: expected a number from -1 to 1 for this continuous code; up "
         "to ±3, to go beyond what was learned."),
        ([(1, float("nan"))], "--code 1=nan: expected a number from -1 to 1 for this continuous "
         "code; up to ±3, to go beyond what was learned."),
        ([(0, 1.0), (0, 2.0)], "--code 0 is given twice. Give each code one value."),
    ],
)  # fmt: skip
def test_codes_that_cannot_be_set(asked, message):
    with pytest.raises(ConfigError) as error:
        fixed_codes(CODES, asked)
    assert str(error.value) == message


def test_a_run_without_codes_has_none_to_set():
    with pytest.raises(ConfigError, match=r"--code 0=1: .* This run has no codes\."):
        fixed_codes((), [(0, 1.0)])


def test_what_lies_beyond_the_learned_range_is_noted():
    assert odd_codes(CODES, [(0, 2.0), (1, 1.0), (2, -1.0)]) == []
    assert [note.split()[1] for note in odd_codes(CODES, [(1, 1.5), (2, -3.0)])] == [
        "1=1.5",
        "2=-3",
    ]


def test_generate_with_a_code_beyond_the_range_notes_it_on_stderr(rnngan, code_run):
    result = rnngan("generate", code_run[0], "-n", 2, "--code", "0=2", "--code", "1=1.5")
    assert result.returncode == 0
    assert len(result.stdout.splitlines()) == 1 + 2 * 8
    assert result.stderr.startswith("note: --code 1=1.5 lies beyond -1 to 1")


@pytest.mark.parametrize("text", ["0", "²=1", "0=two", "a=1"])
def test_a_malformed_code_is_a_usage_error(rnngan, text):
    result = rnngan("generate", "nowhere", "-n", 1, "--code", text)
    assert result.returncode == 2
    assert f"--code {text}: expected" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_code_of_a_plain_run_is_refused_before_anything_is_written(rnngan, visits_run):
    result = rnngan("generate", visits_run, "-n", 0, "--code", "0=1")
    assert (result.returncode, result.stdout) == (2, "")
    assert "This run has no codes." in result.stderr


@pytest.mark.parametrize("text", ["categorical:1", "continuous", "colour:3", "categorical:3.5"])
def test_malformed_codes_of_a_training(rnngan, visits_csv, tmp_path, text):
    result = rnngan("train", visits_csv, "-o", tmp_path / "run", "--codes", text)
    assert result.returncode == 2
    assert "Expected categorical:K with K from 2 to 99" in result.stderr
    assert not (tmp_path / "run").exists()


def test_the_heading_says_what_is_left_out():
    assert "(" not in code_figure.title(CODES)
    many = code_figure.title((("categorical", 20),) * 30)
    assert "the first 12 of 30 codes, the first 6 of up to 20 categories" in many


def test_the_picture_stays_small_with_many_codes():
    lines = [[np.arange(4.0)]] * code_figure.MOST_VALUES
    values = tuple(range(code_figure.MOST_VALUES))
    rows = [code_figure.Row(k, "x$1", values, lines) for k in range(code_figure.MOST_ROWS)]
    image = Image.open(io.BytesIO(figures.png(code_figure.draw(rows, "heading"))))
    assert max(image.size) < 2500


def test_categories_are_named_at_the_axis():
    row = code_figure.Row(0, "mood", (0, 1), [[np.array([0.0, 1.0])]] * 2, ["bad", "good"])
    assert Image.open(io.BytesIO(figures.png(code_figure.draw([row], "")))).format == "PNG"
