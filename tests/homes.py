"""A folder for each process of the tests: what one keeps, no other may clear."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def home_of_this_process() -> str:
    """Return a folder for the state of the house; one that the tests made is gone when they end."""
    if "SASANDO_HOME" not in os.environ:
        made = tempfile.mkdtemp(prefix="sasando-test-")
        atexit.register(_leave, made, os.getpid())
        os.environ["SASANDO_HOME"] = made
    home = Path(os.environ["SASANDO_HOME"])
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker and home.name != worker:  # xdist hands one environment to all of its processes
        home /= worker
        home.mkdir(exist_ok=True)
    return str(home)


def _leave(folder: str, starter: int) -> None:
    if os.getpid() == starter:  # not in a forked child
        shutil.rmtree(folder, ignore_errors=True)
