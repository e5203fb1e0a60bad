"""A small house to write in: prepared by a process of its own, then `sasando web`.

python -m tests.browser.lens_house prepares it and prints JSON.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.house import PASSWORD, on_loopback, wait_for
from tests.sample import free_port, untouched

_SASANDO = str(Path(sys.executable).with_name("sasando"))


@contextmanager
def writing_house(home: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Found a house with a few texts and run it; give its address and what was made."""
    port = free_port()
    environment = untouched() | {
        "SASANDO_HOME": str(home),
        "SASANDO_SITE_URL": on_loopback(port),
        "SASANDO_SECOND_FACTOR": "optional",
    }

    def run(*command: str) -> str:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    run(_SASANDO, "init")
    made = json.loads(run(sys.executable, "-m", "tests.browser.lens_house").splitlines()[-1])
    log = home / "web.log"
    with log.open("wb") as out:
        web = subprocess.Popen(
            [_SASANDO, "web", "--port", str(port)], env=environment, stdout=out, stderr=out
        )
    try:
        wait_for(on_loopback(port), web, log)
        yield on_loopback(port), made
    finally:
        web.send_signal(signal.SIGTERM)
        try:
            web.wait(15)
        except subprocess.TimeoutExpired:
            web.kill()
            web.wait()


def prepare() -> dict[str, Any]:
    """Write the people of the tests' desk, a story to work at, and one in public that quotes two."""
    import django

    django.setup()
    from django.utils import timezone

    from tests.desk.builders import make_desk

    desk = make_desk()
    for person in (desk.reporter, desk.editor):
        person.set_password(PASSWORD)
        person.save()
    story = desk.item("news")
    said = {"text": "Antrean kami tenang.", "office": ""}
    desk.published(
        "news",
        at=timezone.now(),
        body=[
            ("quote", said | {"speaker": "Ani Lopo", "gender": "female", "role": "expert"}),
            ("quote", said | {"speaker": "Nus Manafe", "gender": "male", "role": "official"}),
        ],
    )
    return {"story": story.pk, "section": desk.section("news").pk}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sasando.settings")
    print(json.dumps(prepare()))
