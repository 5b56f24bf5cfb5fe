import pytest

import rnngan
from rnngan.config import errors


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("RnnganError", 1),
        ("ConfigError", 2),
        ("InputError", 3),
        ("RunError", 4),
        ("TrainingError", 5),
    ],
)
def test_each_error_has_its_exit_code_and_is_public(name, code):
    error = getattr(errors, name)
    assert error.exit_code == code
    assert issubclass(error, errors.RnnganError)
    assert getattr(rnngan, name) is error


def test_no_two_errors_share_an_exit_code_but_of_what_was_asked_of_results():
    kinds = [errors.RnnganError, *errors.RnnganError.__subclasses__()]
    alone = [kind for kind in kinds if kind is not errors.GateError]
    assert len({kind.exit_code for kind in alone}) == len(alone) == 6
    assert errors.GateError.exit_code == errors.BatchError.exit_code
