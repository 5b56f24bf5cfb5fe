"""Texts from end to end: the commands, the run folder, stops and what comes back."""

import csv
import io
import json
import random
import shutil
from pathlib import Path

import pytest

from rnngan.cli import main
from rnngan.config.errors import InputError
from rnngan.config.requests import EvaluateRequest, GenerateRequest, ResumeRequest
from rnngan.data.text import corpus
from rnngan.data.text.text_files import read_text
from rnngan.modalities import text_evaluation
from rnngan.runs import checkpoints, evaluate, store
from rnngan.runs.resume import resume
from rnngan.sampling.sample_text import texts
from rnngan.training import train_text

NOUNS, VERBS = ["cat", "dog", "bird", "horse", "man"], ["sees", "likes", "follows", "finds"]
SIZES = ("--units", "12", "--set", "text.embedding=8", "--batch-size", "16")
STEPS = ("--steps", "60", "--adversarial-steps", "40", "--set", "training.checkpoint_every=20")


@pytest.fixture(scope="module")
def lines():
    draw = random.Random(0)
    return [
        f"the {draw.choice(NOUNS)} {draw.choice(VERBS)} a {draw.choice(NOUNS)}." for _ in range(400)
    ]


@pytest.fixture(scope="module")
def poems(lines, tmp_path_factory):
    path = tmp_path_factory.mktemp("texts") / "poems.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def alone(rnngan, poems):
    """A run of the real command, never stopped."""
    folder = poems.parent / "alone"
    flags = ("--level", "word", "--holdout", "0.4", *SIZES, *STEPS)
    result = rnngan("train", poems, "-o", folder, *flags)
    assert result.returncode == 0, result.stderr
    assert "training lines of at most" in result.stderr
    assert "60 steps, and 40 against the discriminator, will take at most" in result.stderr
    assert result.stdout == ""
    return folder


@pytest.fixture
def run(alone, tmp_path):
    return Path(shutil.copytree(alone, tmp_path / "run"))


def command(*arguments):
    return main.main([str(argument) for argument in arguments])


def results(folder):
    names = ("weights.safetensors", "history.csv", "config.json", "schema.json")
    return [(folder / name).read_bytes() for name in names]


def test_a_text_comes_back_a_line_each_and_the_same_every_time(rnngan, alone):
    result = rnngan("generate", alone, "-n", 5, "--seed", 3)
    assert result.returncode == 0
    assert len(result.stdout.splitlines()) == 5
    more = rnngan("generate", alone, "-n", 300, "--seed", 3).stdout.splitlines()
    assert more[:5] == result.stdout.splitlines()
    assert len(more) == 300
    known = {*NOUNS, *VERBS, "the", "a", ""}
    assert {word.strip(".") for line in more for word in line.split()} <= known


def killed(run, *checkpoint):
    """Make a run what it was when a checkpoint was the newest one."""
    (run / "manifest.json").unlink()
    for path in checkpoints.all_of(run):
        if path.name > checkpoints.name(1, *checkpoint):
            shutil.rmtree(path)
    assert checkpoints.all_of(run)
    return run


def test_a_killed_training_goes_on_to_the_same_bytes(run, alone):
    """From the middle of the second part, as if it had never been stopped."""
    resume(ResumeRequest(killed(run, 2, 20)))
    assert results(run) == results(alone)


def test_a_training_goes_on_from_within_either_part_and_from_between(
    poems, tmp_path, monkeypatch, untraced
):
    monkeypatch.setattr(checkpoints, "prune", lambda run: None)  # the early ones are wanted
    monkeypatch.setattr(train_text, "STEPS_PER_CALL", 2)
    few = ("--steps", 4, "--adversarial-steps", 4, "--set", "training.checkpoint_every=2")
    whole = tmp_path / "run"
    assert command("train", poems, "-o", whole, "--level", "word", "-q", *SIZES, *few) == 0
    for part, step in ((1, 2), (1, 4), (2, 0), (2, 2)):
        run = Path(shutil.copytree(whole, tmp_path / f"{part}-{step}"))
        resume(ResumeRequest(killed(run, part, step)))
        assert results(run) == results(whole), (part, step)


def test_a_fork_plays_another_way_from_the_same_likelihood(run, tmp_path, untraced):
    given = {"text.estimator": "reinforce", "training.adversarial_steps": 4}
    resume(ResumeRequest(run, given=given, fork=tmp_path / "other"))
    one, other = store.load(run), store.load(tmp_path / "other")
    pairs = zip(
        one.model.likelihood.get_weights(), other.model.likelihood.get_weights(), strict=True
    )
    assert all((a == b).all() for a, b in pairs)
    assert other.config.text.estimator == "reinforce"
    assert other.continued == 4


def test_likelihood_that_gains_nothing_ends_and_its_best_is_kept(poems, tmp_path, monkeypatch):
    monkeypatch.setattr("rnngan.training.callbacks.collapse.LOOK_EVERY", 20)
    monkeypatch.setattr("rnngan.training.text_monitor.HeldOut.patience", 2)
    rate = ("--set", "training.learning_rate=0.5", "--set", "training.final_learning_rate=0.5")
    flags = ("--steps", 2000, "--adversarial-steps", 0, "--level", "char", *rate, *SIZES, "-q")
    assert command("train", poems, "-o", tmp_path / "run", *flags) == 0
    trained = store.load(tmp_path / "run")
    assert trained.finished
    assert trained.enough
    assert trained.steps < 2000
    held = [row["held_out"] for row in trained.history if row["held_out"] is not None]
    told = json.loads((tmp_path / "run" / "manifest.json").read_text())["watch"]
    assert told["best tokens"] <= min(held)


def test_other_formats_a_prompt_and_temperature(rnngan, alone, tmp_path):
    jsonl = rnngan("generate", alone, "-n", 2, "--format", "jsonl", "--prompt", "the cat").stdout
    rows = [json.loads(line)["text"] for line in jsonl.splitlines()]
    assert len(rows) == 2
    assert all(row.startswith("the cat") for row in rows)
    assert rnngan("generate", alone, "-n", 3, "-o", tmp_path / "t.csv").returncode == 0
    cells = list(csv.reader(io.StringIO((tmp_path / "t.csv").read_text())))
    assert cells[0] == ["text"]
    assert len(cells) == 4
    trained = store.load(alone)
    (same,) = texts(trained, GenerateRequest(9, temperature=0.0))
    assert len(set(same)) == 1
    (short,) = texts(trained, GenerateRequest(50, length=2))
    assert max(len(text.split()) for text in short) <= 2
    with pytest.raises(InputError, match="--prompt: ' zebra' was never seen"):
        next(texts(trained, GenerateRequest(1, prompt="the zebra")))


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--temperature", "-1"), "--temperature: Expected a number, 0 or more"),
        (("--temperature", "nan"), "--temperature: Expected a number, 0 or more"),
        (("--top-p", "0"), "--top-p: Expected a number over 0"),
        (("--start", "2024-01-01"), "--start is for tables"),
        (("--given", "a=b"), "--given is for tables"),
        (("--first-id", "0"), "--first-id is for tables"),
        (("--format", "parquet"), "texts are written as csv, jsonl, txt"),
    ],
)
def test_what_can_not_be_asked_of_a_text(alone, capsys, flags, message):
    assert command("generate", alone, "-n", 1, *flags) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_what_can_not_be_asked_of_a_table(visits_run, capsys):
    assert command("generate", visits_run, "-n", 1, "--prompt", "a") == 2
    assert "--prompt is for texts" in capsys.readouterr().err
    assert command("evaluate", visits_run, "--real", "x.csv") == 2
    assert "--real goes with --synthetic" in capsys.readouterr().err


def test_evaluate_puts_likelihood_alone_and_real_texts_beside(run, capsys):
    assert command("evaluate", run, "--seeds", 2) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines()[0].split("  ")[0] == "score"
    for who in ("adversarial", "likelihood alone", "learned texts", "held-out texts"):
        assert who in shown.splitlines()[0]
    found = json.loads((run / "scores.json").read_text())
    assert set(found["scores"]) == {
        "adversarial", "likelihood alone", "learned texts", "held-out texts",
    }  # fmt: skip
    assert len(found["scores"]["adversarial"]["bleu_2"]["values"]) == 2
    assert found["held_out"]["likelihood alone"]["perplexity"] > 1
    assert (run / "figures" / "temperature.png").read_bytes().startswith(b"\x89PNG")


def test_a_report_shows_real_texts_beside_generated_ones(run, capsys):
    assert command("report", run, "--quick") == 0
    assert capsys.readouterr().out == f"report   {run / 'report.html'}\n"
    found = json.loads((run / "report.json").read_text("utf-8"))
    assert [len(found["pictures"]["texts"][side]) for side in ("real", "generated")] == [8, 8]
    assert found["scores"] == json.loads((run / "scores.json").read_text("utf-8"))
    page = (run / "report.html").read_text("utf-8")
    assert all(text in page for text in found["pictures"]["texts"]["generated"])
    assert "held-out perplexity a token" in page


def test_quick_scores_of_a_half_beside_the_likelihood_of_the_other(run, capsys):
    assert command("evaluate", run, "--quick", "--split-held-out") == 0
    shown = capsys.readouterr().out
    assert "quick scores are for comparing runs with each other, not with published" in shown
    assert "one draw" in shown
    found = json.loads((run / "scores.json").read_text())
    assert found["quick"] is True
    assert [row["temperature"] for row in found["temperatures"]["adversarial"]] == [1.0]
    assert len(found["scores"]["adversarial"]["bleu_2"]["values"]) == 1
    assert (run / "figures" / "temperature.png").read_bytes().startswith(b"\x89PNG")
    number = found["validation"]
    trained = store.load(run)
    path = json.loads((run / "manifest.json").read_text())["data"]["path"]
    made = corpus.prepare(read_text(path, trained.config), trained.config, trained.tokenizer)
    sides = [
        text_evaluation.likelihood(trained.model.average, sequences, lines)["nats_per_token"]
        for lines, sequences in corpus.halves(made)
    ]
    first, second = (len(lines) for lines, _ in corpus.halves(made))
    assert number == {
        "statistic": "nats_per_token", "value": pytest.approx(sides[0], rel=1e-5), "texts": first,
        "shared": False,
    }  # fmt: skip
    told = found["held_out"]["adversarial"]["nats_per_token"]
    assert told == pytest.approx(sides[1], rel=1e-5)
    assert found["texts"] == max(second // 2, 10)
    assert found["against"] == "second half of the held-out part"


def test_too_few_held_out_texts_are_scored_whole(run, monkeypatch, capsys):
    monkeypatch.setattr(text_evaluation, "FEWEST", 1000)
    found = evaluate.evaluate(run, EvaluateRequest(quick=True, split=True))
    result, shown = found.scores, found.table
    number, whole = result["validation"], result["held_out"]["adversarial"]
    assert number["shared"] is True
    assert number["value"] == pytest.approx(whole["nats_per_token"])
    assert result["texts"] == max(number["texts"] // 2, 10)
    assert f"{number['texts']} held-out texts can't be halved" in capsys.readouterr().err
    assert "the scores are on the same" in shown


def test_a_long_text_from_standard_input(rnngan, untraced_command, tmp_path, lines):
    text = " ".join(lines)
    flags = ("--text", "--steps", 6, "--adversarial-steps", 0, "--set", "text.length=12", *SIZES)
    result = untraced_command("train", "-", "-o", tmp_path / "run", *flags, input=text)
    assert result.returncode == 0, result.stderr
    assert "read as one long text" in result.stderr
    made = rnngan("generate", tmp_path / "run", "-n", 2, "--length", 30).stdout
    assert len(made.split("\n\n")) == 3  # two texts, and nothing behind the last
    trained = store.load(tmp_path / "run")
    (long,) = texts(trained, GenerateRequest(4, length=30))
    assert {len(trained.tokenizer.encode(text)) for text in long} == {30}


def test_inspect_says_what_is_in_a_text(rnngan, poems):
    shown = rnngan("inspect", poems, "--level", "word").stdout
    assert "400 lines" in shown
    assert "tokens (word): the | " in shown
    found = json.loads(rnngan("inspect", poems, "--json").stdout)
    assert found["mode"] == "line"
    assert found["level"] == "char"  # there is too little of it for words


def test_a_strange_tokenizer_is_refused_with_the_file(run, capsys):
    schema = run / "schema.json"
    schema.write_bytes(schema.read_bytes().replace(b'"word"', b'"char"'))
    assert command("generate", run, "-n", 1) == 4
    assert "schema.json is damaged" in capsys.readouterr().err


def test_another_text_is_refused_with_what_differs(run, poems, tmp_path):
    (run / "manifest.json").unlink()
    other = tmp_path / "other.txt"
    other.write_text(poems.read_text() + "one more line\n")
    with pytest.raises(InputError, match="lines: 400 then, 401 now"):
        resume(ResumeRequest(run, data=other))


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--window", "8"), "data.window is for tables, and this is a text"),
        (("--codes", "categorical:3"), "model.codes is for tables"),
        (("--preset", "improved"), "is for tables"),
        (("--match", "mse"), "training.match is for tables"),
        (("--delimiter", ";"), "data.delimiter is for tables"),
        (("--objective", "wgan"), "wgan needs training.clip_weights, which texts have not"),
    ],
)
def test_settings_of_tables_are_refused_for_texts(poems, tmp_path, capsys, flags, message):
    assert command("train", poems, "-o", tmp_path / "run", *flags) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_settings_of_texts_are_refused_for_tables(visits_csv, tmp_path, capsys):
    assert command("train", visits_csv, "-o", tmp_path / "run", "--level", "char") == 2
    assert "text.level is for texts. Leave it out, or add --text" in capsys.readouterr().err


def test_config_show_says_what_suits_texts(capsys):
    assert command("config", "show", "--text") == 0
    lines = {line.split()[0]: line.split() for line in capsys.readouterr().out.splitlines()}
    assert lines["model.units"][1:3] == ["256", "texts"]


def test_python_makes_the_texts_that_the_command_makes(alone, capsys):
    from rnngan import SequenceGAN

    gan = SequenceGAN.load(alone)
    assert command("generate", alone, "-n", 4, "--seed", 2, "-q") == 0
    assert gan.sample(4, seed=2) == capsys.readouterr().out.splitlines()
