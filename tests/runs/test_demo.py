"""The demo, step by step: with steps that are stubs."""

from types import SimpleNamespace

import pytest

from rnngan.config.errors import InputError
from rnngan.config.run_config import RunConfig
from rnngan.runs import demo


def test_the_bundled_table_is_found_and_another_is_not(root):
    assert demo.bundled(demo.TABLE) == root / "data" / demo.TABLE
    with pytest.raises(InputError, match=r"^no\.csv was not installed\. Expected it at "):
        demo.bundled("no.csv")


@pytest.mark.parametrize("picture", [None, "samples.png"])
def test_it_trains_generates_and_scores_and_says_where_all_of_it_is(monkeypatch, tmp_path, picture):
    calls = []

    def generate_file(folder, request, output, **options):
        calls.append(("generate", request.count, options))
        output.write_text("day,rain\n" + "1,2.5\n" * 9)

    def evaluate(folder, request):
        calls.append(("evaluate", request))
        return SimpleNamespace(table="the scores", draw=lambda: picture)

    def show(folder, request):
        calls.append(("report", request))
        return folder / "report.html"

    monkeypatch.setattr(
        demo.train, "train", lambda request: calls.append((request.config, request))
    )
    monkeypatch.setattr(demo.generate, "generate_file", generate_file)
    monkeypatch.setattr(demo.evaluate, "evaluate", evaluate)
    monkeypatch.setattr(demo.report, "report", show)
    lines = demo.run(tmp_path, force=True).splitlines()
    (config, request), *others = calls
    assert (config, request.folder, request.force) == (RunConfig(), tmp_path, True)
    assert others == [
        ("generate", demo.SEQUENCES, {"force": True}),
        ("evaluate", demo.REQUEST),
        ("report", demo.REQUEST),
    ]
    assert lines[1] == "the scores"
    assert lines[3:8] == ["the first generated rows:", "  day,rain", *["  1,2.5"] * 3]
    assert any(line.endswith("(9 rows)") for line in lines)
    assert f"all of it on a page   {tmp_path / 'report.html'}" in lines
    assert any(line.endswith("samples.png") for line in lines) == bool(picture)
