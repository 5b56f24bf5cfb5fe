import pytest

from rnngan.config.errors import InputError
from rnngan.data.formats import delimiters


@pytest.mark.parametrize(
    ("sample", "asked", "sign"),
    [
        ("a,b\n1,2\n", None, ","),
        ("a;b\n1,5;2\n", None, ";"),
        ("a\tb\n1\t2\n", None, "\t"),
        ("a|b\n1|2\n", None, "|"),
        ("a\n1\n", None, ","),
        ("a b\n1 2\n", "space", " "),
        ("a b\n1 2\n", "TAB", "\t"),  # a sign that separates nothing is taken at the word
        ('"a;b",c\n1,2\n', None, ","),
    ],
)
def test_the_delimiter_is_found_out_or_asked_for(sample, asked, sign):
    assert delimiters.choose(sample, asked, "x.csv") == sign


@pytest.mark.parametrize("asked", ["ab", "", '"', "é", "\n"])
def test_what_can_not_separate_cells_is_refused(asked):
    with pytest.raises(InputError, match=r"can't separate cells\. Expected one sign such as ;"):
        delimiters.choose("a,b\n1,2\n", asked, "x.csv")


def test_two_delimiters_that_fit_are_asked_about():
    with pytest.raises(InputError, match=r"by ',' \(2 columns\) or ';' \(2 columns\)"):
        delimiters.choose("a,b;c\n1,2;3\n", None, "x.csv")


def test_blank_lines_are_passed_over_and_quotes_kept_together():
    assert delimiters.rows('a,b\n\n"1,\n2",3\n', ",") == [["a", "b"], ["1,\n2", "3"]]


def test_a_number_with_a_decimal_comma_gets_a_hint():
    hint = " If this is one number with a decimal comma, pass --delimiter ';'."
    assert delimiters.advice(",", 1, ["1", "5"]) == hint
    assert delimiters.advice(",", 2, ["1", "5"]) == delimiters.advice(",", 1, ["1", "x"]) == ""
