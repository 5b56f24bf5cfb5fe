"""What `make audit` makes of the answers of pip-audit, of which none is asked here."""

import importlib.util
import json

import pytest

KNOWN = {"name": "b", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1", "2"]}]}
OPEN = {"name": "c", "version": "3.0", "vulns": [{"id": "CVE-2", "fix_versions": []}]}
CLEAN = {"name": "a", "version": "1.0", "vulns": []}
SKIPPED = {"name": "d", "skip_reason": "Dependency not found on PyPI"}
TRACEBACK = "Traceback (most recent call last):\n  …\n"


@pytest.fixture(scope="module")
def audit(root):
    spec = importlib.util.spec_from_file_location("audit", root / ".ci" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([CLEAN, CLEAN], 0, "2 of 2 packages audited; known vulnerabilities: 0"),
        (
            [CLEAN, KNOWN, OPEN],
            1,
            "3 of 3 packages audited; known vulnerabilities: 2\n"
            "b 1.0: PYSEC-1, mended in 1.1, 2\nc 3.0: CVE-2, mended in no version yet",
        ),
        (
            [CLEAN, SKIPPED],
            0,
            "1 of 2 packages audited; known vulnerabilities: 0\n"
            "not audited, because the service doesn't know them: d",
        ),
        ([SKIPPED] * 2, 0, "NOT AUDITED: the service knows none of the 2 packages asked for."),
    ],
)
def test_vulnerabilities_fail_and_what_was_not_audited_is_said(audit, packages, code, said):
    assert audit.judged(json.dumps({"dependencies": packages}), "") == (code, said)


@pytest.mark.parametrize(
    "errors",
    [
        "ERROR:pip_audit._cli:Tip: your network may be blocking this service. Try another",
        f"{TRACEBACK}requests.exceptions.ConnectionError: HTTPSConnectionPool",
        f"{TRACEBACK}pip_audit._service.interface.ServiceError",
    ],
)
def test_a_service_out_of_reach_is_said_and_is_no_failure(audit, errors):
    code, said = audit.judged("", errors)
    assert code == 0
    assert said == "NOT AUDITED: the vulnerability service can't be reached. Try again later."


def test_an_audit_that_fails_is_a_failure(audit):
    assert audit.judged("", "invalid requirements") == (
        2,
        "The audit failed:\ninvalid requirements",
    )
