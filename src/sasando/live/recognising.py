"""Speech recognisers: a server with the OpenAI transcription API, or a program of this machine.

https://platform.openai.com/docs/api-reference/audio/createTranscription (read 2026-11-29); servers
for Whisper speak the same. What they hear is a machine's word until an editor confirms it.
"""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urldefrag

import httpx

from sasando.live.afterwards.captions import CaptionsRefused, Cue, clean, in_order, read

_MODEL = "whisper-1"
_PATIENCE_S = 1800  # for one piece of sound, on a slow machine
_MOST_WORDS = 300
_PASSING = frozenset({408, 409, 425, 429})


class RecogniserError(Exception):
    """The recogniser did not do it. ``passing``: it may later. ``str()`` is in its own words."""

    def __init__(self, words: str, *, passing: bool) -> None:
        super().__init__(words[:_MOST_WORDS])
        self.passing = passing


class Recogniser(Protocol):
    """Writes down what is said."""

    def recognise(self, sound: Path, *, language: str) -> tuple[Cue, ...]:
        """Return what is said in a piece of ``sound`` (FLAC). Raises ``RecogniserError``."""
        ...


def open_recogniser(chosen: str, key: str = "") -> Recogniser | None:
    """Return the recogniser that the settings name; ``None`` where they name none.

    ``https://host/v1#model`` is a server; anything else a program with its arguments.
    """
    if not chosen:
        return None
    address, model = urldefrag(chosen)
    if address.startswith(("http://", "https://")):
        return TranscriptionServer(address, model or _MODEL, key=key)
    return Program(shlex.split(chosen))


class TranscriptionServer:
    """A server that takes ``POST …/audio/transcriptions``."""

    def __init__(
        self, base: str, model: str, *, key: str = "", seconds: float = _PATIENCE_S
    ) -> None:
        self._address = f"{base.rstrip('/')}/audio/transcriptions"
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._patience = httpx.Timeout(seconds, connect=20)

    def recognise(self, sound: Path, *, language: str) -> tuple[Cue, ...]:
        """Send the sound, and return what the server heard. Raises ``RecogniserError``."""
        fields = {
            "model": self._model,
            "language": language,
            "response_format": "verbose_json",
            "timestamp_granularities[]": "segment",
        }
        try:
            with sound.open("rb") as file:
                answer = httpx.post(
                    self._address,
                    data=fields,
                    files={"file": ("sound.flac", file, "audio/flac")},
                    headers=self._headers,
                    timeout=self._patience,
                )
        except httpx.HTTPError as error:
            raise RecogniserError(f"{type(error).__name__}: {error}", passing=True) from error
        if answer.status_code != httpx.codes.OK:
            passing = answer.status_code in _PASSING or answer.status_code >= 500
            raise RecogniserError(f"{answer.status_code}: {_said(answer)}", passing=passing)
        return heard(answer.text)


class Program:
    """A program: called with the sound's path and the language, it writes JSON or WebVTT."""

    def __init__(self, argv: list[str]) -> None:
        self._argv = argv

    def recognise(self, sound: Path, *, language: str) -> tuple[Cue, ...]:
        """Let the program listen. Raises ``RecogniserError``."""
        argv = [*self._argv, str(sound), language]
        try:
            said = subprocess.run(argv, check=False, capture_output=True, timeout=_PATIENCE_S)  # noqa: S603
        except FileNotFoundError as error:
            raise RecogniserError(f"{self._argv[0]}: not found", passing=False) from error
        except subprocess.TimeoutExpired as error:
            raise RecogniserError(f"{self._argv[0]}: took too long", passing=True) from error
        if said.returncode:
            words = said.stderr.decode(errors="replace").strip()
            raise RecogniserError(words or f"exit code {said.returncode}", passing=False)
        return heard(said.stdout.decode(errors="replace"))


def heard(answer: str) -> tuple[Cue, ...]:
    """Return the cues of an answer, verbose JSON or WebVTT. Raises ``RecogniserError``."""
    try:
        if answer.lstrip("\ufeff \r\n").startswith("WEBVTT"):
            return read(answer.lstrip().encode())
        return in_order(_segments(json.loads(answer)["segments"]))
    except CaptionsRefused as error:
        if [code for _line, code in error.problems] == ["no-cues"]:
            return ()
        raise RecogniserError(f"its WebVTT is broken: {error}", passing=False) from error
    except (ValueError, KeyError, TypeError) as error:
        raise RecogniserError("its answer has no segments with times", passing=False) from error


def _segments(segments: Iterable[Any]) -> Iterable[Cue]:
    for segment in segments:
        starts, ends = float(segment["start"]), float(segment["end"])
        text = clean(str(segment["text"]))
        if text and 0 <= starts < ends:
            yield Cue(round(starts, 3), round(ends, 3), text)


def _said(answer: httpx.Response) -> str:
    try:
        error = answer.json()["error"]
        return str(error["message"] if isinstance(error, dict) else error)
    except (ValueError, KeyError, TypeError):
        return answer.reason_phrase
