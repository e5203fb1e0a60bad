"""The worked example is a package of its own: installed as one, and its own tests run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "channel_hello"
_METADATA = "import sys; from setuptools import build_meta as b; b.prepare_metadata_for_build_wheel(sys.argv[1])"


def test_the_example_package_keeps_the_contract(tmp_path: Path) -> None:
    package, site = tmp_path / "package", tmp_path / "site"
    shutil.copytree(EXAMPLE, package)
    site.mkdir()
    subprocess.run(
        [sys.executable, "-c", _METADATA, str(site)], cwd=package, check=True, capture_output=True
    )
    paths = os.pathsep.join([str(site), str(package)])
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"],
        cwd=package,
        env={**os.environ, "PYTHONPATH": paths, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "skipped" not in run.stdout
