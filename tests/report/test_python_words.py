"""Messages of the command line in Python's words."""

import ast
import inspect
import pickle
import re
import warnings

import pandas as pd
import pytest

from rnngan import ConfigError, InputError, SequenceGAN
from rnngan.config import errors
from rnngan.report.python_words import ARGUMENTS, in_python, spoken, warn, words

OF_THE_SHELL = {  # of commands and files: no method of SequenceGAN comes across them
    "--resume", "--fork", "--schema", "--write-schema", "--data", "--real", "--synthetic",
    "--format", "--excel-safe", "--split-held-out", "--text-column", "--config",
    "--temperature", "--top-p", "--top-k", "--prompt", "--min-length", "--seeds", "--help",
    "--context-fid", "--fail-if", "--track", "--explain", "--unseen", "--quick", "--devices",
}  # fmt: skip
ELSEWHERE = ("batch/", "cli/", "runs/demo.py", "runs/report.py", "config/options.py")


@pytest.mark.parametrize(
    ("message", "in_words"),
    [
        ("The longest usable window is 31: pass --window 31.", "pass window=31."),
        ("a shorter --window would help", "a shorter window= would help"),
        ("pass --missing interpolate.", 'pass missing="interpolate".'),
        ("--missing mask, or leave columns out with --ignore.", 'missing="mask", or leave'),
        ("leave the column out with --ignore 'a b'.", "out with ignore=('a b',)."),
        ("leave it out with --ignore \"it's\".", "out with ignore=(\"it's\",)."),
        ("--ignore (1): no column 'q'.", "ignore (1): no column 'q'."),
        ("--time-column: no column 'when'.", "time_column: no column 'when'."),
        ("the right time with --time-column (a column", "with time_column (a column"),
        ("add a header line, or pass --no-header.", "or pass header=False."),
        ("or leave out --strict.", "or leave out strict=True."),
        ("pass --inf-as-missing to take it", "pass inf_as_missing=True to take it"),
        ("pass --duplicates first or --duplicates mean.", 'duplicates="first" or duplicates="m'),
        ("leave out --gaps error to keep", 'leave out gaps="error" to keep'),
        ("--calendar hour,weekday: the times", 'calendar=("hour", "weekday"): the times'),
        ("--calendar month: the table", 'calendar=("month",): the table'),
        ("Expected dates: leave --calendar out.", "leave calendar= out."),
        ("--condition 'c': the table has", "condition=('c',): the table has"),
        ("--condition: no column 'c'.", "condition: no column 'c'."),
        ("or --constraint 'unique(n)' if it", "or constraints=('unique(n)',) if it"),
        ("--constraint: a >= b is broken", "constraints: a >= b is broken"),
        ("pass --na-values '-' if it", "pass na_values=('-',) if it"),
        ("such as --encoding latin-1.", "such as encoding='latin-1'."),
        ("pass another --encoding.", "pass another encoding=."),
        ("--decimal , for the first, --decimal . for", 'decimal="," for the first, decimal="." f'),
        ("pass --delimiter ';', or --delimiter , where", "delimiter=';', or delimiter=',' where"),
        ("pass --date-format '%d/%m/%Y' or", "pass date_format='%d/%m/%Y' or"),
        ("Pass --lengths windows.", 'Pass lengths="windows".'),
        ("--start 'soon' is not a point", "start='soon' is not a point"),
        ("--start, a shorter --freq, or fewer", "start=, a shorter frequency=, or fewer"),
        ("--freq 1h is shorter", "frequency='1h' is shorter"),
        ("--length 5: whole series", "length=5: whole series"),
        ("--given a b=c d: 'a b' is no condition", "given={'a b': 'c d'}: 'a b' is no condition"),
        ("at training with --condition.", "at training with condition=."),
        ("--code 3=0: there is no such", "codes={3: 0}: there is no such"),
        ("--code 0=-1.5 lies beyond -1", "codes={0: -1.5} lies beyond -1"),
        ("a lower --set training.learning_rate, a", "a lower learning_rate=, a"),
        ("or another --seed.", "or another seed=."),
        ("or --on-divergence rollback.", 'or on_divergence="rollback".'),
        ("or --set text.mode=stream to", "or mode='stream' to"),
        ("--preset vae-gan, or with --set model.encoder=true.", 'preset="vae-gan", or with enc'),
        ("or with --set model.encoder=true.", "or with encoder=True."),
        ("or pass --force to replace it.", "or pass force=True to replace it."),
        ("with a larger --holdout.", "with a larger holdout=."),
        (" `rnngan train --resume r --seed 3` goes on", "`rnngan train --resume r --seed 3` goes"),
        ("column '--seed' of a--seed --seeds", "column '--seed' of a--seed --seeds"),
    ],
)  # fmt: skip
def test_options_are_spelled_as_arguments(message, in_words):
    assert in_words in in_python(message)


def messages(root):
    """Yield (file, text) of every text of the package that is no docstring."""
    for path in (root / "rnngan").rglob("*.py"):
        if path.relative_to(root / "rnngan").as_posix().startswith(ELSEWHERE):
            continue
        tree = ast.parse(path.read_text())
        documents = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body and isinstance(node.body[0], ast.Expr)
        }  # fmt: skip
        for node in ast.walk(tree):
            text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if text and id(node) not in documents:
                yield path.name, node.value


def test_every_option_that_a_message_names_has_a_word_in_python(root):
    seen = set()
    for name, text in messages(root):
        for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text):
            assert flag in words() or flag in OF_THE_SHELL, f"{name}: {flag} in {text!r}"
            seen.add(flag)
    assert len(seen) > 40


def test_the_words_are_arguments_and_settings_that_exist():
    methods = [
        getattr(SequenceGAN, name)
        for name in ("__init__", "sample", "go_on", "impute", "interpolate", "save")
    ]
    known = {name for method in methods for name in inspect.signature(method).parameters}
    assert set(ARGUMENTS.values()) <= known
    settings = {name for name, _ in words().values()} - set(ARGUMENTS.values()) - {"assignments"}
    for name in settings:
        assert SequenceGAN(**{name: getattr_of(SequenceGAN().config, name)}).config


def getattr_of(config, name):
    for part in (config, config.data, config.model, config.training, config.text):
        if hasattr(part, name):
            return getattr(part, name)
    raise AssertionError(name)


@pytest.mark.parametrize(
    "kind",
    [v for v in vars(errors).values() if isinstance(v, type)],
    ids=lambda kind: kind.__name__,
)
def test_an_error_keeps_its_class_its_code_and_its_cause(kind):
    @spoken()
    def fails():
        try:
            raise ValueError("why")
        except ValueError as cause:
            raise kind("pass --window 3") from cause

    with pytest.raises(kind, match=r"^pass window=3$") as caught:
        fails()
    assert type(caught.value) is kind
    assert caught.value.exit_code == kind.exit_code
    assert isinstance(caught.value.__cause__, ValueError)


def test_a_warning_stands_where_the_caller_is():
    def method():
        warn("pass --window 3")

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        method()
    assert (str(caught[0].message), caught[0].filename) == ("pass window=3", __file__)


FRAME = pd.DataFrame({"x": [0.1, 0.7, 0.2, 0.9, 0.4, 0.8, 0.3, 0.6] * 3})


@pytest.mark.parametrize(
    ("settings", "arguments", "error", "message"),
    [
        (
            {"window": 100},
            {},
            InputError,
            "usable window is 24: pass window=24. Received: window=1",
        ),
        ({}, {"time_column": "t"}, ConfigError, "time_column: no column 't'. Columns: x."),
        ({"ignore": ("q",)}, {}, ConfigError, "ignore (1): no column 'q'."),
        ({"lengths": "learn"}, {}, ConfigError, 'lengths="learn": the table has no id column'),
        ({"condition": ("x",)}, {}, ConfigError, "condition=('x',): the table has no id column"),
        ({"calendar": ("hour",)}, {}, ConfigError, 'calendar=("hour",): the table has no time'),
        ({"constraints": ("x > 5",)}, {}, InputError, "constraints: x > 5 is broken in 24 of 24"),
    ],
)
def test_fit_speaks_python(settings, arguments, error, message):
    with pytest.raises(error) as caught:
        SequenceGAN(**settings).fit(FRAME, **arguments)
    assert message in str(caught.value)
    assert "--" not in str(caught.value)


def test_the_constructor_speaks_python():
    for name, meant in ("lr", "learning_rate"), ("hidden_units", "units"), ("windw", "window"):
        with pytest.raises(ConfigError, match=rf"^unknown setting {name}; did you mean {meant}\?$"):
            SequenceGAN(**{name: 3})
    with pytest.raises(ConfigError, match=r"^unknown setting zzzz; see docs/configuration\.md for"):
        SequenceGAN(zzzz=3)
    assert pickle.loads(pickle.dumps(SequenceGAN(window=9))).config.data.window == 9
