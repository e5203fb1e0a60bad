"""``python -m tests.house.translations_complete``: every string of the code has its Indonesian.

Gathers the strings of a copy of the code anew and holds them against the catalogue.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

SOURCE = Path(__file__).parents[2] / "src" / "sasando"
CATALOGUE = Path("locale/id/LC_MESSAGES/django.po")


def missing() -> list[str]:
    """Return the strings that are not translated, or whose translation is in doubt."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sasando"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "static"))
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "id"]
        command += ["--no-location", "--no-wrap", "--ignore", "rendering/*"]
        subprocess.run(command, cwd=copy, check=True, capture_output=True)
        entries = polib.pofile(str(copy / CATALOGUE))
        return [entry.msgid for entry in entries if not entry.translated() and not entry.obsolete]


def main() -> int:
    untranslated = missing()
    for msgid in untranslated:
        sys.stderr.write(f"no Indonesian for: {msgid!r}\n")
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main())
