"""Forty people who send one rumour, each in a wording of their own, by the channel they use."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest

import httpx

from tests.browser.platforms import HoldingTelegram, HoldingWhatsApp

RUMOUR = "Awas! Petugas TPS di Oesapa menjual surat suara yang sudah dicoblos kepada tim sukses"
CHATS = range(1001, 1021)
PHONES = tuple(f"62812{number:07}" for number in range(16))
BY_MESSENGER = len(CHATS) + len(PHONES)
BY_API = 4
EVERYONE = 1 + BY_MESSENGER + BY_API  # with the visitor of the site

_SMALL = "abcdefghijklmnopqrstuvwxyz"
_BOLD = str.maketrans(_SMALL, "".join(map(chr, range(0x1D5EE, 0x1D5EE + len(_SMALL)))))
_LEET = str.maketrans("aeo", "430")
_GREETINGS = ("", "Selamat pagi bapak ibu, ", "Tolong dicek min: ", "*PENTING* ", "Dari grup RT: ")
_HANDS = (str, str.upper, lambda text: text.translate(_BOLD), lambda text: text.translate(_LEET))
_ENDINGS = ("", " Sebarkan!! 🙏🙏")


def variation(number: int) -> str:
    """Return one of 40 wordings: greetings, capitals, bold letters, digits for letters, endings."""
    hand = _HANDS[number // 5 % 4]
    return f"{_GREETINGS[number % 5]}{hand(RUMOUR)}{_ENDINGS[number // 20]}"


@dataclass
class Crowd:
    """Who asks by messenger and by the API, and what each of them is told."""

    url: str
    telegram: HoldingTelegram
    whatsapp: HoldingWhatsApp
    tokens: list[str] = field(default_factory=list)  # of those who asked by the API

    def ask(self) -> None:
        """Send the variations; the messengers take turns, so that replies go out by turns too."""
        wordings = (variation(number) for number in range(BY_MESSENGER + BY_API))
        for chat, phone in zip_longest(CHATS, PHONES):
            self.telegram.send_text(next(wordings), user=chat, forwarded=True)
            if phone:
                self.whatsapp.send_text(next(wordings), phone=phone, many=True)
        for wording in wordings:
            asked = httpx.post(f"{self.url}/api/v1/check", json={"text": wording}, timeout=30)
            assert asked.json()["state"] == "unknown", asked.text
            self.tokens.append(asked.json()["token"])

    def assert_told_once(self, words: str) -> None:
        """Everybody with a messenger got one message with ``words``."""
        told = Counter[object](self.telegram.told(words)) + Counter(self.whatsapp.told(words))
        expected = Counter([*CHATS, *PHONES])
        assert told == expected, f"missing: {expected - told}, too often: {told - expected}"

    def assert_api_says(self, words: str) -> None:
        """Everybody who asked by the API reads ``words`` now."""
        for token in self.tokens:
            said = httpx.get(f"{self.url}/api/v1/check/{token}", timeout=30).json()
            assert said["state"] == "answered", said
            assert words in said["matches"][0]["text"]
