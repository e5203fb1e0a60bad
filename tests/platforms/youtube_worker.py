"""A worker of its own that hands a recording over: to be killed. Its notes are a file.

python -m tests.platforms.youtube_worker '{"server": …}' notes.json
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.platforms.youtube_house import a_house, an_episode, deliver_with


class File:
    """Notes that are on disk when ``write`` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, key: str) -> Mapping[str, str]:
        return dict(json.loads(self.path.read_text()).get(key, {})) if self.path.exists() else {}

    def write(self, key: str, values: Mapping[str, str]) -> None:
        aside = self.path.with_suffix(".new")
        with aside.open("w") as file:
            json.dump({key: dict(values)}, file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.path)


if __name__ == "__main__":
    notes = File(Path(sys.argv[2]))
    print(deliver_with(json.loads(sys.argv[1]), a_house(notes=notes), an_episode()).identifier)
