"""Ask for known vulnerabilities of the packages of constraints.txt: what `make audit` runs.

Exit codes: 0 none known, or nothing could be asked, which is said; 1 some are known; 2 the audit
itself failed.
"""

import json
import subprocess
import sys

COMMAND = ("-m", "pip_audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip",
           "--format", "json", "--progress-spinner", "off")  # fmt: skip
UNREACHABLE = (  # what pip-audit says then, or where its traceback ends
    "your network may be blocking this service", "\nrequests.exceptions.", ".ServiceError",
)  # fmt: skip


def judged(output, errors):
    """Return (exit code, what to say) of what pip-audit wrote.

    It takes a package that its service doesn't know for one without vulnerabilities, and ends
    well: a service that knows none of them was not asked at all.

    Args:
        output: its standard output.
        errors: its standard error.
    """
    try:
        packages = json.loads(output)["dependencies"]
    except ValueError:
        if any(sign in errors for sign in UNREACHABLE):
            return 0, "NOT AUDITED: the vulnerability service can't be reached. Try again later."
        return 2, f"The audit failed:\n{errors}"
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    known = [line for package in packages for line in _vulnerabilities(package)]
    checked = len(packages) - len(skipped)
    if not checked:
        return 0, f"NOT AUDITED: the service knows none of the {len(skipped)} packages asked for."
    said = [
        f"{checked} of {len(packages)} packages audited; known vulnerabilities: {len(known)}",
        *known,
    ]
    if skipped:
        said.append(f"not audited, because the service doesn't know them: {', '.join(skipped)}")
    return int(bool(known)), "\n".join(said)


def _vulnerabilities(package):
    for found in package.get("vulns", ()):
        mended = ", ".join(found["fix_versions"]) or "no version yet"
        yield f"{package['name']} {package['version']}: {found['id']}, mended in {mended}"


if __name__ == "__main__":
    ran = subprocess.run([sys.executable, *COMMAND], capture_output=True, text=True)  # noqa: S603
    code, said = judged(ran.stdout, ran.stderr)
    print(said)
    raise SystemExit(code)
