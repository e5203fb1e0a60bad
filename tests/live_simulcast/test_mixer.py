"""One clock out of two sources: no gap, no step back, sound at all times."""

from itertools import pairwise

import pytest

from sasando.live.simulcast.flv import AUDIO, VIDEO, Tag, silent_header
from sasando.live.simulcast.mixer import Clip, Mixer

HEADER, SLIDE_HEADER = b"\x17\x00source", b"\x17\x00slide"
SOUND = silent_header(48000, 2)
CLIP = Clip(SLIDE_HEADER, (b"\x17\x01slide0", *[b"\x27\x01slide"] * 49), 25.0)


class Studio:
    """A mixer with a hand on its clock, and a camera of 25 pictures a second."""

    def __init__(self, *, sound: bool = True) -> None:
        self.out: list[Tag] = []
        self.mixer = Mixer(self.out.append)
        self.mixer.clip = CLIP
        self.sound = sound
        self.now = 1000.0
        self.at = 0.0  # the camera's clock, ms
        self.number = 0

    def connect(self, *, at: float = 0.0) -> None:
        self.at, self.number = at, 0
        self.mixer.take(Tag(VIDEO, 0, HEADER), self.now)
        if self.sound:
            self.mixer.take(Tag(AUDIO, 0, SOUND), self.now)

    def send(self, seconds: float, *, takes_s: float | None = None) -> None:
        """Send so much; ``takes_s`` other than ``seconds`` is a camera whose clock is wrong, or a burst."""
        count = round(seconds * 25)
        for _ in range(count):
            key = self.number % 50 == 0
            self.mixer.take(
                Tag(VIDEO, round(self.at), (b"\x17\x01" if key else b"\x27\x01") + b"c"), self.now
            )
            if self.sound:
                for half in (0, 20):
                    self.mixer.take(Tag(AUDIO, round(self.at) + half, b"\xaf\x01c"), self.now)
            self.number += 1
            self.at += 40
            self.now += (seconds if takes_s is None else takes_s) / count
            self.mixer.tick(self.now)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.04)):
            self.now += 0.04
            self.mixer.tick(self.now)

    def times(self, kind: int) -> list[int]:
        return [tag.at for tag in self.out if tag.kind == kind and not tag.is_header]

    def check(self, *, widest_ms: int = 90) -> None:
        for kind in (VIDEO, AUDIO):
            steps = [after - before for before, after in pairwise(self.times(kind))]
            assert min(steps) > 0
            assert max(steps) <= widest_ms, (kind, max(steps))
        assert abs(self.times(VIDEO)[-1] - self.times(AUDIO)[-1]) < 1100


def test_slide_and_back_without_a_gap() -> None:
    studio = Studio()
    studio.connect()
    studio.send(5)
    studio.mixer.lost(studio.now)
    assert studio.mixer.on_slide
    studio.wait(7)
    studio.connect(at=123_456)
    studio.send(5)
    assert not studio.mixer.on_slide
    studio.check()
    assert studio.out[-1].at == pytest.approx(17_000, abs=300)


def test_each_source_is_announced_before_its_first_key_frame() -> None:
    studio = Studio()
    studio.connect()
    studio.send(3)
    studio.mixer.lost(studio.now)
    studio.wait(1)
    studio.connect()
    studio.send(3)
    headers = [i for i, tag in enumerate(studio.out) if tag.kind == VIDEO and tag.is_header]
    assert [studio.out[i].data for i in headers] == [HEADER, SLIDE_HEADER, HEADER]
    for i in headers:
        following = next(tag for tag in studio.out[i + 1 :] if tag.kind == VIDEO)
        assert following.is_key


def test_a_source_that_hangs_is_covered_from_where_it_stopped() -> None:
    studio = Studio()
    studio.connect()
    studio.send(4)
    studio.wait(1.4)
    assert not studio.mixer.on_slide
    studio.wait(0.2)
    assert studio.mixer.on_slide
    studio.wait(3)
    studio.send(3)  # on with it: at once from the next key frame
    assert not studio.mixer.on_slide
    studio.check()


def test_what_was_held_up_is_not_shown_later() -> None:
    studio = Studio()
    studio.connect()
    studio.send(4)
    studio.wait(9)
    studio.send(9, takes_s=0.1)  # nine seconds come in one go
    studio.send(4)
    studio.check()
    assert studio.out[-1].at - (studio.now - 1000) * 1000 < 2100


def test_a_source_without_sound_has_silence() -> None:
    studio = Studio(sound=False)
    studio.connect()
    studio.send(5)
    assert not studio.mixer.has_sound
    studio.check()
    studio.mixer.lost(studio.now)
    studio.wait(3)
    studio.check()


def test_sound_that_stops_is_filled_and_sound_that_comes_back_is_taken() -> None:
    studio = Studio()
    studio.connect()
    studio.send(3)
    studio.sound = False
    studio.send(4)
    studio.sound = True
    studio.send(4)
    studio.check()
    assert studio.out[-1].data == b"\xaf\x01c"


@pytest.mark.parametrize("jump", [-60_000, 3_600_000])
def test_a_clock_that_leaps_does_not_show(jump: int) -> None:
    studio = Studio()
    studio.connect(at=100_000)
    studio.send(4)
    studio.at += jump
    studio.send(4)
    studio.check(widest_ms=300)


def test_one_picture_a_second_is_no_loss() -> None:
    studio = Studio(sound=False)
    studio.mixer.take(Tag(VIDEO, 0, HEADER), studio.now)
    for second in range(20):
        studio.mixer.take(Tag(VIDEO, second * 1000, b"\x17\x01c"), studio.now)
        studio.wait(1)
    assert not studio.mixer.on_slide
    assert len(studio.times(VIDEO)) >= 18


def test_the_director_holds_the_slide() -> None:
    studio = Studio()
    studio.connect()
    studio.send(3)
    studio.mixer.held = True
    studio.send(4)
    assert studio.mixer.on_slide
    studio.mixer.held = False
    studio.send(3)
    assert not studio.mixer.on_slide
    studio.check()


def test_nothing_goes_out_before_the_first_source() -> None:
    studio = Studio()
    studio.mixer.held = True
    studio.wait(3)
    studio.connect()
    studio.mixer.lost(studio.now)
    studio.wait(3)
    assert studio.out == []
