"""``said_in_studio.py SOUND LANGUAGE``: what a recogniser wrote down of the evening, as WebVTT.

It is a recorded result: a sentence every five seconds, for as long as the sound is.
"""

import subprocess
import sys

SENTENCE = "Periksa nama Anda di daftar pemilih sebelum hari pemungutan suara, kalimat ke-{}."
EVERY_S = 5


def main(sound: str) -> None:
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"]
    said = subprocess.run([*command, sound], check=True, capture_output=True, text=True)
    print("WEBVTT")
    for number in range(int(float(said.stdout)) // EVERY_S):
        starts = number * EVERY_S
        print(f"\n{_stamp(starts)} --> {_stamp(starts + EVERY_S - 1)}")
        print(SENTENCE.format(number + 1))


def _stamp(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000"


if __name__ == "__main__":
    main(sys.argv[1])
