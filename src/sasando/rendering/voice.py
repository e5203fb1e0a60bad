"""A broadcast script as a voice made by this machine: espeak-ng speaks, FFmpeg packs it.

The voice says first that it is no person's, and the file says so in its tags (ID3): readers and
listeners must be able to tell (Pedoman Media Siber; EU AI Act Art. 50 says the same). The same script
gives the same bytes.
"""

import shutil
import subprocess

from sasando.rendering.exceptions import VoiceUnavailable
from sasando.rendering.phrases import Phrases
from sasando.rendering.script import Script

AUDIO = "audio/mpeg"
_VOICES = {"id": "id", "en": "en-gb"}
_PROGRAMS = {"espeak-ng": "espeak-ng", "ffmpeg": "ffmpeg"}  # program → Debian package
_SECONDS = 20.0  # for one program
_RATE, _BITS = "44100", "96k"  # samples and bits a second: what a studio takes without converting


def check_voice() -> None:
    """Raise ``VoiceUnavailable`` with the packages to install, where something is missing."""
    missing = [package for name, package in _PROGRAMS.items() if shutil.which(name) is None]
    if missing:
        raise VoiceUnavailable(missing)


def script_audio(script: Script, language: str) -> bytes:
    """Return ``script`` spoken in ``language`` ("id", "en") as an MP3, mono, at 96 kbit/s.

    It is read at the script's own speed; hard names are said by their respelling. Raises
    ``VoiceUnavailable`` where a program is missing or fails.
    """
    check_voice()
    t = Phrases(language)
    parts = [t("voice.synthetic"), script.lead, *script.sentences, script.closing]
    text = _sayable("\n\n".join(parts), script)
    speed = str(script.words_per_minute)
    wave = _run(["espeak-ng", "-v", _VOICES[language], "-s", speed, "--stdin", "--stdout"], text)
    tags = {
        "title": script.headline,
        "artist": script.source,
        "comment": f"{t('voice.synthetic')} {script.code}",
        "language": {"id": "ind", "en": "eng"}[language],
    }
    return _packed(wave, tags)


def _sayable(text: str, script: Script) -> str:
    """Letters apart, hard names as they are respelled; a break is a pause."""
    for term, respelling in script.pronunciations:
        text = text.replace(term, respelling)
    return text.replace("-", " ")


def _packed(wave: bytes, tags: dict[str, str]) -> bytes:
    named = [part for name, value in tags.items() for part in ("-metadata", f"{name}={value}")]
    return _run(
        [
            *(
                "ffmpeg",
                "-hide_banner",
                "-nostdin",
                "-loglevel",
                "error",
                "-f",
                "wav",
                "-i",
                "pipe:0",
            ),
            *("-map_metadata", "-1", *named, "-id3v2_version", "3", "-write_xing", "0"),
            *("-fflags", "+bitexact", "-flags:a", "+bitexact"),  # no clock and no version in it
            *("-ac", "1", "-ar", _RATE, "-b:a", _BITS, "-f", "mp3", "pipe:1"),
        ],
        wave,
    )


def _run(command: list[str], given: str | bytes) -> bytes:
    body = given.encode() if isinstance(given, str) else given
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, what is said comes by stdin
            command, input=body, capture_output=True, timeout=_SECONDS, check=True
        )
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode(errors="replace").strip()[-200:]
        raise VoiceUnavailable([], words=f"{command[0]}: {words}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise VoiceUnavailable([], words=f"{command[0]}: {error}") from error
    return done.stdout
