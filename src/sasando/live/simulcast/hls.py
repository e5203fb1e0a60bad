"""The broadcast for the public site: HLS in MPEG-TS, whose segments say their parameters themselves."""

from pathlib import Path

from sasando.live.simulcast.plan import Ladder
from sasando.live.simulcast.ways import COPY, Way

PLAYLIST = "live.m3u8"
_SEGMENT_S = 4
_END = "#EXT-X-ENDLIST"


def to_files(folder: Path, *, dvr_s: int, ladder: Ladder | None) -> Way:
    """Return the way into ``folder``: playlist ``live.m3u8``, replaced whole, and segments.

    ``dvr_s`` 0 keeps all of it (an EVENT playlist); else what is older is taken away. A process that
    starts again goes on with the numbers and marks a discontinuity (RFC 8216, 4.3.2.3).
    """
    folder.mkdir(parents=True, exist_ok=True)
    flags = "append_list+temp_file+program_date_time+omit_endlist+independent_segments"
    keep: tuple[str, ...] = ("-hls_list_size", "0", "-hls_playlist_type", "event")
    if dvr_s:
        keep = ("-hls_list_size", str(max(3, dvr_s // _SEGMENT_S)), "-hls_delete_threshold", "3")
        flags += "+delete_segments"
    made, names = (COPY, ("live-%06d.ts", PLAYLIST)) if ladder is None else _rungs(ladder)
    return Way(
        name="hls",
        argv=(
            *made,
            *("-f", "hls", "-hls_time", str(_SEGMENT_S), *keep, "-hls_flags", flags),
            *("-hls_segment_filename", str(folder / names[0]), str(folder / names[1])),
        ),
        anew=True,
    )


def _rungs(ladder: Ladder) -> tuple[tuple[str, ...], tuple[str, str]]:
    """Return the arguments for smaller pictures beside the copy, cut at the same key frames."""
    read = COPY[: COPY.index("-map")]
    scaled = ";".join(
        f"[0:v]scale=-2:{height}[v{number}]" for number, height in enumerate(ladder.heights, 1)
    )
    argv = [*read, "-filter_complex", scaled, "-map", "0:v:0", "-map", "0:a:0"]
    for number, kilobits in enumerate(ladder.kilobits, 1):
        argv += ["-map", f"[v{number}]", "-map", "0:a:0"]
        argv += [f"-c:v:{number}", "libx264", f"-b:v:{number}", f"{kilobits}k"]
        argv += [f"-maxrate:v:{number}", f"{kilobits}k", f"-bufsize:v:{number}", f"{2 * kilobits}k"]
        argv += [f"-force_key_frames:v:{number}", "source"]
    streams = ["v:0,a:0,name:source"]
    streams += [f"v:{n},a:{n},name:{height}" for n, height in enumerate(ladder.heights, 1)]
    argv += ["-c:v:0", "copy", "-c:a", "copy", "-preset", "superfast", "-bf", "0", "-threads", "1"]
    argv += ["-var_stream_map", " ".join(streams), "-master_pl_name", PLAYLIST]
    return tuple(argv), ("live-%v-%06d.ts", "live-%v.m3u8")


def end(folder: Path) -> None:
    """Tell players that nothing follows (RFC 8216, 4.3.3.4): they offer it from the beginning."""
    for playlist in folder.glob("live*.m3u8"):
        said = playlist.read_text()
        if "#EXTINF" in said and _END not in said:
            fresh = playlist.with_suffix(".tmp")
            fresh.write_text(f"{said.rstrip()}\n{_END}\n")
            fresh.replace(playlist)


def is_over(folder: Path, *, before: float) -> bool:
    """Return whether all that is in ``folder`` ended before a moment, seconds since 1970.

    A broadcast that goes on is not over however long ago it was written last; a folder without a
    playlist is by its own time.
    """
    playlists = list(folder.glob("live*.m3u8"))
    if not playlists:
        return folder.stat().st_mtime < before
    texts = (one.read_text() for one in playlists)
    ended = all(_END in text or "#EXT-X-STREAM-INF" in text for text in texts)
    return ended and all(one.stat().st_mtime < before for one in playlists)
