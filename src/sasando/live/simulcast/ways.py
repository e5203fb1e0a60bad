"""What ffmpeg is told for each way out.

Its arguments can be read by every user of the machine, so no secret is among them: the key goes in a
file without a name (``memfd``) that only the process inherits, as a preset (``-fpre``).
"""

from dataclasses import dataclass
from ssl import get_default_verify_paths

from sasando.live.simulcast.plan import Target

# The system's, or the one that SSL_CERT_FILE names: ffmpeg itself looks for none.
_AUTHORITIES = get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
_READ = (
    *("ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-loglevel", "warning"),
    *("-progress", "pipe:1", "-stats_period", "1"),
    # Both headers come first: there is nothing to guess, so nothing to wait for.
    *("-analyzeduration", "500000", "-fpsprobesize", "0", "-f", "flv", "-i", "pipe:0"),
)
COPY = (*_READ, "-map", "0:v:0", "-map", "0:a:0", "-c", "copy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to send somewhere: ffmpeg's arguments, and what no one may see of them."""

    name: str
    argv: tuple[str, ...]  # with "{preset}" where the secret file is named
    preset: str = ""  # lines option=value
    secrets: tuple[str, ...] = ()
    anew: bool = False
    """A new process whenever the codec's parameters change: for files that must say so."""


def to_target(target: Target) -> Way:
    """Return the way to a platform by RTMP or RTMPS; the certificate of RTMPS is checked."""
    secure = (
        ("-tls_verify", "1", "-ca_file", _AUTHORITIES) if target.url.startswith("rtmps") else ()
    )
    return Way(
        name=target.name,
        argv=(
            *COPY,
            *("-f", "flv", "-flvflags", "no_duration_filesize", "-rw_timeout", "8000000"),
            # The system would take in megabytes for one that reads nothing: half a minute unnoticed.
            *("-send_buffer_size", "262144"),
            *(*secure, "-fpre", "{preset}", target.url.split("?")[0]),
        ),
        preset=f"rtmp_app={target.application}\nrtmp_playpath={target.key}\n",
        secrets=(target.key,),
    )
