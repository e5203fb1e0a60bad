"""A recogniser over real HTTP on loopback: what it hears, what it refuses, and going on after a crash.

The contract: https://platform.openai.com/docs/api-reference/audio/createTranscription (2026-11-29).
"""

import email.parser
import email.policy
import json
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.utils import timezone

from sasando.live import actions
from sasando.live.afterwards import carrying
from sasando.live.afterwards.captions import Cue
from sasando.live.models import CaptionTrack, Film, Gathering, Production
from sasando.live.recognising import RecogniserError, heard, open_recogniser
from tests.desk.builders import NOW, Desk
from tests.live.films import film, needs_ffmpeg

# As a server for Whisper answered to a minute of Indonesian speech, shortened.
RECORDED = {
    "task": "transcribe",
    "language": "indonesian",
    "duration": 12.4,
    "text": " Selamat malam. Periksa nama Anda di daftar pemilih.",
    "segments": [
        {"id": 0, "seek": 0, "start": 0.0, "end": 2.32, "text": " Selamat malam.", "tokens": [1]},
        {
            "id": 1,
            "seek": 0,
            "start": 2.32,
            "end": 6.0,
            "text": " Periksa nama Anda",
            "tokens": [2],
        },
        {
            "id": 2,
            "seek": 0,
            "start": 6.0,
            "end": 8.5,
            "text": " di daftar pemilih.",
            "tokens": [3],
        },
    ],
}


class Server(ThreadingHTTPServer):
    """Speaks the documented request strictly; answers what the test sets."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[tuple[int, object]] = []
        self.asked: list[dict[str, str]] = []
        self.sounds: list[bytes] = []


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fields = self._fields(body)
        status, said = self._checked(fields)
        data = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _fields(self, body: bytes) -> dict[str, bytes]:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
        return {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in message.iter_parts()
        }

    def _checked(self, fields: dict[str, bytes]) -> tuple[int, object]:
        if self.path != "/v1/audio/transcriptions":
            return 404, {"error": {"message": "Not found"}}
        if self.headers.get("Authorization") != "Bearer kunci-rahasia":
            return 401, {"error": {"message": "Incorrect API key provided."}}
        sound = fields.pop("file", b"")
        if not sound.startswith(b"fLaC"):
            return 400, {"error": {"message": "Invalid file format."}}
        if len(sound) > 25 * 2**20:
            return 413, {"error": {"message": "Maximum content size limit exceeded."}}
        plain = {name: value.decode() for name, value in fields.items()}
        known = {"model", "language", "response_format", "timestamp_granularities[]"}
        if plain.keys() - known or plain["response_format"] != "verbose_json":
            return 400, {"error": {"message": f"Unknown field: {plain.keys() - known}"}}
        self.server.asked.append(plain)
        self.server.sounds.append(sound)
        return self.server.answers.pop(0) if self.server.answers else (200, RECORDED)

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def server(settings) -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    settings.RECOGNISER = f"http://127.0.0.1:{made.server_port}/v1#whisper-large-v3"
    settings.RECOGNISER_KEY = "kunci-rahasia"
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def kept(consented: Production, desk: Desk, settings) -> Film:
    """An uploaded film of forty-five seconds, packed; the recogniser is asked by itself."""
    Production.objects.update(state="ended", live_at=NOW, ended_at=NOW)
    consented.refresh_from_db()
    path = Path(settings.HOME) / "uploads" / "x.upload"
    path.parent.mkdir(parents=True)
    path.write_bytes(film().read_bytes())
    actions.take_upload(
        production=consented, path=path, name="x", begins_at=None, by=desk.editor, at=NOW
    )
    (work,) = carrying.next_films(timezone.now())
    work()
    return Film.objects.get()


def listen(later: timedelta = timedelta()) -> CaptionTrack:
    for work in carrying.next_captions(timezone.now() + later):
        work()
    return CaptionTrack.objects.get()


@needs_ffmpeg
def test_what_was_said_is_written_down_and_marked_as_a_machines(server, kept, desk: Desk) -> None:
    assert not carrying.next_gatherings(timezone.now())  # the text waits for what is heard
    track = listen()
    assert (track.state, track.origin, track.is_unchecked) == ("ready", "machine", True)
    assert [cue.text for cue in track.cues] == [
        "Selamat malam.",
        "Periksa nama Anda",
        "di daftar pemilih.",
    ]
    assert server.asked == [
        {
            "model": "whisper-large-v3",
            "language": "id",
            "response_format": "verbose_json",
            "timestamp_granularities[]": "segment",
        }
    ]
    (work,) = carrying.next_gatherings(timezone.now())
    work()
    row = Gathering.objects.get()
    (recording,) = row.version.content.recordings
    mark = "Transkrip ini dibuat mesin dan belum diperiksa dengan telinga."
    assert recording.transcript.startswith(mark)
    actions.confirm_captions(track=track, by=desk.editor, at=timezone.now())
    (work,) = carrying.next_gatherings(timezone.now())
    work()
    row.refresh_from_db()
    (recording,) = row.version.content.recordings
    assert mark not in recording.transcript


@needs_ffmpeg
def test_a_long_film_is_heard_in_pieces_and_goes_on_where_it_was_killed(
    server, kept, monkeypatch
) -> None:
    monkeypatch.setattr(carrying, "PIECE_S", 20.0)

    class Killed(BaseException):
        pass

    noted = actions.note_heard

    def die(**values: object) -> None:
        if len(server.asked) == 2:
            raise Killed
        return noted(**values)

    with monkeypatch.context() as patched:
        patched.setattr(carrying.actions, "note_heard", die)
        with pytest.raises(Killed):
            listen()
    track = listen()
    assert (track.state, track.heard_s, len(server.asked)) == ("waiting", 20.0, 2)
    track = listen(timedelta(minutes=41))
    assert (track.state, len(server.asked)) == ("ready", 4)
    starts = [cue.starts_s for cue in track.cues]
    assert starts == [0.0, 2.32, 6.0, 20.0, 22.32, 26.0, 40.0, 42.32]  # nothing after the end


@needs_ffmpeg
def test_a_server_that_is_busy_is_asked_again_one_that_refuses_is_not(server, kept) -> None:
    server.answers = [(503, {"error": {"message": "Model is loading."}})]
    track = listen()
    assert (track.state, track.words) == ("waiting", "503: Model is loading.")
    assert listen(timedelta(minutes=1)).state == "ready"
    CaptionTrack.objects.update(state="waiting", lines=[], heard_s=0)
    server.answers = [(400, {"error": {"message": "Unsupported language."}})]
    track = listen(timedelta(hours=1))
    assert (track.state, track.words) == ("refused", "400: Unsupported language.")
    assert carrying.next_gatherings(timezone.now())  # readers get the film without a transcript


@needs_ffmpeg
def test_a_wrong_key_is_said_without_the_key(server, kept, settings) -> None:
    settings.RECOGNISER_KEY = "kunci-salah"
    track = listen()
    assert (track.state, track.words) == ("refused", "401: Incorrect API key provided.")


@needs_ffmpeg
def test_a_server_that_is_not_there_passes(kept, desk: Desk, settings) -> None:
    settings.RECOGNISER = "http://127.0.0.1:9/v1"
    actions.listen_again(film=kept, by=desk.editor, at=NOW)
    track = listen()
    assert track.state == "waiting" and "ConnectError" in track.words


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("{}", "no segments"),
        ("<html>", "no segments"),
        ('{"segments": [{"start": "x"}]}', "no segments"),
        ("WEBVTT\n\n00:00:02.000 --> 00:00:01.000\nx\n", "line 3"),
    ],
)
def test_an_answer_that_says_nothing_is_refused(answer: str, problem: str) -> None:
    with pytest.raises(RecogniserError, match=problem) as refused:
        heard(answer)
    assert not refused.value.passing


def test_webvtt_and_silence_are_heard_too() -> None:
    assert heard("WEBVTT\n\n00:01.000 --> 00:02.000\nHalo\n") == (Cue(1.0, 2.0, "Halo"),)
    assert heard("WEBVTT\n") == ()
    assert heard('{"segments": []}') == ()
    tricks = [{"start": 2, "end": 1, "text": "x"}, {"start": 0, "end": 1, "text": "<b>\u202eya"}]
    assert heard(json.dumps({"segments": tricks})) == (Cue(0.0, 1.0, "ya"),)


def test_a_program_may_listen_instead(tmp_path: Path) -> None:
    program = tmp_path / "dengar.py"
    program.write_text(
        "import json, sys\n"
        "said = f'{sys.argv[2]} {open(sys.argv[1]).read()}'\n"
        "print(json.dumps({'segments': [{'start': 0, 'end': 1, 'text': said}]}))\n"
    )
    sound = tmp_path / "suara"
    sound.write_text("halo")
    recogniser = open_recogniser(f"{sys.executable} {program}")
    assert recogniser is not None
    assert recogniser.recognise(sound, language="id") == (Cue(0.0, 1.0, "id halo"),)
    program.write_text("import sys; sys.exit('tidak ada model')")
    with pytest.raises(RecogniserError, match="tidak ada model"):
        recogniser.recognise(sound, language="id")
    missing = open_recogniser("tidak-ada-program")
    assert missing is not None
    with pytest.raises(RecogniserError, match="not found"):
        missing.recognise(sound, language="id")
    assert open_recogniser("") is None
