"""A script spoken by the machine: marked as such, the same each time, as long as it says."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from sasando.rendering.exceptions import VoiceUnavailable
from sasando.rendering.phrases import phrase
from sasando.rendering.script import Script, broadcast_script
from sasando.rendering.voice import check_voice, script_audio
from tests.documents.builders import full_document, published

try:
    check_voice()
except VoiceUnavailable as error:
    pytest.skip(str(error), allow_module_level=True)

DOCUMENT = published(full_document())


def script(seconds: int = 60, words_per_minute: int = 130) -> Script:
    return broadcast_script(DOCUMENT, seconds=seconds, words_per_minute=words_per_minute)


def probed(audio: bytes, folder: Path) -> dict:
    """What an independent reader says of the file."""
    file = folder / "suara.mp3"
    file.write_bytes(audio)
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", str(file)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_is_an_mp3_that_says_it_is_synthetic(tmp_path: Path, language: str) -> None:
    said = probed(script_audio(script(), language), tmp_path)
    [stream] = said["streams"]
    assert (stream["codec_name"], stream["channels"], stream["sample_rate"]) == ("mp3", 1, "44100")
    tags = said["format"]["tags"]
    assert phrase("voice.synthetic", language) in tags["comment"]
    assert DOCUMENT.code in tags["comment"]
    assert tags["title"] == DOCUMENT.headline


def test_a_longer_script_takes_longer_and_a_faster_one_less(tmp_path: Path) -> None:
    def seconds(one: Script) -> float:
        return float(probed(script_audio(one, "id"), tmp_path)["format"]["duration"])

    usual = seconds(script())
    assert seconds(script(seconds=30)) < usual
    assert seconds(replace(script(), words_per_minute=200)) < usual
    assert usual < 120


def test_the_same_script_gives_the_same_bytes() -> None:
    assert script_audio(script(), "id") == script_audio(script(), "id")


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VoiceUnavailable) as caught:
        script_audio(script(), "id")
    assert caught.value.missing == ("espeak-ng", "ffmpeg")
