"""Thirty viewers of one evening, each where they watch: the site, two chats, two messengers."""

import httpx

from tests.browser.studio_house import RUMOUR
from tests.messengers.telegram_server import TelegramServer
from tests.messengers.whatsapp_server import WhatsAppServer
from tests.platforms.graph_server import GraphServer
from tests.platforms.youtube_server import YouTubeServer

KTP = "Apakah KTP digital boleh dipakai di TPS?"
MOVED = "Apakah pemilih pindahan masih boleh mencoblos?"
WHERE = "Di mana lokasi TPS saya di Oesapa?"
QUEUE = "Bolehkah ibu hamil mendahului antrean?"
GLASSES = "Siapa yang mendampingi pemilih tunanetra?"
BELIEVED = f"Benarkah {RUMOUR.rstrip('!').casefold()}?"
ASKED_BY_RUMOUR = "Yosef"  # of whom the chat shows a name
TELEGRAM_USER = 2001  # who asks about the rumour there
ON_SITE = (
    "Berapa lama antrean biasanya pada siang hari?",
    "Apa warna surat suara gubernur?",
    "Bolehkah membawa anak ke bilik suara?",
    "Kapan hasil penghitungan diumumkan?",
    QUEUE,
    "Bagaimana kalau paku di bilik hilang?",
    "Mengapa tinta tidak cepat hilang dari jari?",
)
ON_YOUTUBE = (
    WHERE,
    f"{WHERE} Terima kasih",
    BELIEVED,
    "Apakah saksi boleh memotret formulir C1?",
    "Siapa ketua KPPS di kelurahan Liliba?",
    "Bagaimana cara melapor kalau melihat politik uang?",
    GLASSES,
    "Apakah mahasiswa dari Flores bisa memilih di sini?",
    "Kenapa undangan memilih belum sampai ke rumah?",
)
ON_FACEBOOK = (
    MOVED,
    WHERE.upper(),
    "Apakah TPS di rumah sakit tetap dibuka?",
    "Bolehkah memakai baju partai saat mencoblos?",
    "Kapan masa tenang dimulai tahun ini?",
    "Apa sanksi bagi yang mencoblos dua kali?",
    "Bagaimana kalau surat suara saya robek?",
)
ON_TELEGRAM = (
    BELIEVED,
    "Apakah warga binaan lapas ikut memilih?",
    "Berapa jumlah pengawas di setiap kecamatan?",
)
ON_WHATSAPP = (
    "Apakah kartu keluarga cukup untuk memilih?",
    "Bagaimana nasib kotak suara yang rusak karena hujan?",
    "Siapa yang menyimpan kunci gudang logistik?",
)
EVERYONE = 1 + sum(map(len, (ON_SITE, ON_YOUTUBE, ON_FACEBOOK, ON_TELEGRAM, ON_WHATSAPP)))
ALIKE = 3  # who say with others what somebody said before: two of WHERE, one of BELIEVED


def ask_on_site(address: str) -> None:
    """Send the form of ``address`` for each of them, from a telephone of their own."""
    for number, words in enumerate(ON_SITE, start=2):
        own = httpx.HTTPTransport(local_address=f"127.0.0.{number}")
        with httpx.Client(transport=own) as telephone:
            sent = telephone.post(address, data={"teks": words, "nama": f"Ina {number}"})
        assert sent.status_code == 200, sent.text


def chat(youtube: YouTubeServer, graph: GraphServer) -> None:
    """Write into both platforms' chats, between people who only say hello."""
    for number, words in enumerate(ON_YOUTUBE):
        youtube.say("Selamat malam Kupang", f"Tamu{number}")
        youtube.say(words, ASKED_BY_RUMOUR if words == BELIEVED else f"Nona{number}")
    for number, words in enumerate(ON_FACEBOOK):
        graph.write("Hadir", by=f"66{number}")
        graph.write(words, name=f"Om {number}", by=f"55{number}")


def write_to_the_bot(telegram: TelegramServer, whatsapp: WhatsAppServer, url: str) -> None:
    """Ask the episode by the word TANYA, at the house's own inboxes."""
    telegram.webhook_url, whatsapp.webhook_url = (
        f"{url}/masuk/{name}/" for name in ("telegram", "whatsapp")
    )
    for number, words in enumerate(ON_TELEGRAM):
        answer = telegram.send_text(f"TANYA {words}", user=TELEGRAM_USER + number)
        assert answer.status_code == 200
    for number, words in enumerate(ON_WHATSAPP):
        answer = whatsapp.send_text(f"tanya: {words}", phone=f"62812000000{number}")
        assert answer.status_code == 200
