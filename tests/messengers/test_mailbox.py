"""The mailbox: what comes in over a real IMAP server, and what goes out over a real SMTP server."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.channels.builtin.messengers import imap
from sasando.channels.builtin.messengers.mailbox import Mailbox
from sasando.channels.builtin.messengers.mails import read_mail
from sasando.demo.mail import Mailbox as Outbox
from sasando.demo.mail import serving as serving_mail
from sasando.plugins import Context, Refused, TryLater
from sasando.plugins.messenger import (
    InboxFault,
    Incoming,
    MediaKind,
    Option,
    Received,
    Reply,
    State,
    Unreachable,
    option_meant,
)
from tests.messengers.imap_server import PASSWORD, USER, ImapServer, in_tls, serving
from tests.messengers.pictures import png

NOW = datetime(2024, 11, 20, 9, 0, tzinfo=UTC)
OWN = frozenset({"cek@kpu.example"})
_FOLDERS = (f"kotak {n}" for n in itertools.count())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    with serving(tmp_path_factory.mktemp("imap")) as running:
        yield running


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    with serving_mail(Outbox()) as box:
        yield box


@pytest.fixture
def folder(server: ImapServer) -> str:
    name = next(_FOLDERS).replace(" ", "-")
    server.make(name)
    return name


@pytest.fixture
def mailbox(
    server: ImapServer,
    folder: str,
    outbox: Outbox,
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> Mailbox:
    monkeypatch.setattr(imap, "trusted_certificates", server.tls)
    options = {
        "host": "127.0.0.1",
        "port": str(server.port),
        "security": "starttls",
        "username": USER,
        "password": PASSWORD,
        "folder": folder,
        "sender": "Cek Fakta <cek@kpu.example>",
        "smtp_host": outbox.host,
        "smtp_port": str(outbox.port),
        "smtp_security": "none",
    }
    return Mailbox(options=options, context=replace(context, timeout_s=5, clock=lambda: NOW))


def mail(
    text: str = "Benarkah TPS pindah?", *, subject: str = "Tanya", **headers: str
) -> EmailMessage:
    message = EmailMessage()
    given = {
        "From": "Maria Bere <Maria@Example.id>",
        "To": "cek@kpu.example",
        "Subject": subject,
        "Date": format_datetime(NOW - timedelta(minutes=5)),
        "Message-ID": "<a1@example.id>",
    }
    for name, value in (given | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        if value:
            message[name] = value
    message.set_content(text)
    return message


def answer(text: str, *, subject: str = "Re: Tanya") -> bytes:
    """Return an answer to a mail of ours with the body ``text``, byte by byte."""
    raw = mail("ISI", subject=subject, In_Reply_To="<k@sasando.example>").as_bytes()
    return raw.replace(b"ISI", text.encode())


def read(message: EmailMessage | bytes) -> Received:
    content = message if isinstance(message, bytes) else message.as_bytes()
    return read_mail(content, handle="1/1", own=OWN, now=NOW)


def one(message: EmailMessage | bytes) -> Incoming:
    [incoming] = read(message).incoming
    return incoming


def look(mailbox: Mailbox) -> list[Incoming]:
    return [incoming for received in mailbox.poll() for incoming in received.incoming]


class TestOverTheNetwork:
    def test_one_mail_at_a_time_is_fetched_and_acknowledged(
        self,
        mailbox: Mailbox,
        server: ImapServer,
        folder: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        mails = [mail(f"{n}", Message_ID=f"<{n}@b.id>").as_bytes() for n in range(3)]
        server.deliver(folder, *mails)
        monkeypatch.setattr(imap, "_MAX_LOOK", len(mails[0]) * 3 // 2)
        for number, received in enumerate(mailbox.poll(), 1):
            mailbox.acknowledge((received.incoming[0].receipt_handle,))
            assert sum(b"\\Seen" in flags for flags in server.flags(folder)) == number
        assert number == 2, "the budget of one look"
        assert len(look(mailbox)) == 1

    def test_new_mail_comes_again_until_it_is_acknowledged(
        self, mailbox: Mailbox, server: ImapServer, folder: str
    ) -> None:
        server.deliver(folder, mail().as_bytes(), mail("Kedua", Message_ID="<a2@b.id>").as_bytes())
        first, second = look(mailbox)
        assert (first.text, first.address) == ("Tanya\nBenarkah TPS pindah?", "maria@example.id")
        assert look(mailbox) == [first, second]
        mailbox.acknowledge((first.receipt_handle,))
        mailbox.acknowledge((first.receipt_handle,))
        assert look(mailbox) == [second]
        assert sum(b"\\Seen" in flags for flags in server.flags(folder)) == 1

    def test_machines_are_marked_and_not_answered(
        self, mailbox: Mailbox, server: ImapServer, folder: str
    ) -> None:
        server.deliver(folder, mail(Auto_Submitted="auto-replied").as_bytes())
        [found] = mailbox.poll()
        assert (found.incoming, len(found.seen)) == ((), 1)
        mailbox.acknowledge(found.seen)
        assert list(mailbox.poll()) == []

    def test_a_folder_made_anew_keeps_its_new_mail(
        self, mailbox: Mailbox, server: ImapServer, folder: str
    ) -> None:
        server.deliver(folder, mail().as_bytes())
        [old] = look(mailbox)
        server.remake(folder)
        server.deliver(folder, mail("Baru", Message_ID="<b@b.id>").as_bytes())
        mailbox.acknowledge((old.receipt_handle, "", "x/y"))
        [new] = look(mailbox)
        assert new.text == "Tanya\nBaru"

    def test_a_server_encrypted_from_the_first_byte_is_looked_into(
        self, mailbox: Mailbox, server: ImapServer, folder: str
    ) -> None:
        server.deliver(folder, mail().as_bytes())
        with in_tls(server) as port:
            options = mailbox.options | {"port": str(port), "security": "tls"}
            encrypted = Mailbox(options=options, context=mailbox.context)
            [incoming] = look(encrypted)
            encrypted.acknowledge((incoming.receipt_handle,))
            assert look(encrypted) == []

    def test_an_empty_folder_is_no_error(self, mailbox: Mailbox) -> None:
        assert list(mailbox.poll()) == []
        mailbox.acknowledge(())
        assert mailbox.diagnose() == []

    def test_wrong_login_folder_or_server_are_told_apart(
        self, mailbox: Mailbox, server: ImapServer
    ) -> None:
        def changed(**options: str) -> Mailbox:
            return Mailbox(options=mailbox.options | options, context=mailbox.context)

        with pytest.raises(Refused, match="nama atau kata sandi") as caught:
            look(changed(password="salah"))
        assert "salah" not in caught.value.words
        with pytest.raises(Refused, match="Folder surat"):
            look(changed(folder="tidak-ada"))
        with pytest.raises(TryLater, match="gagal"):
            look(changed(port="1"))
        assert [p.field for p in changed(password="salah").diagnose()] == ["host"]

    def test_a_server_that_cannot_prove_its_name_is_not_trusted(
        self, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.undo()
        with pytest.raises(TryLater, match=r"(?i)certificate"):
            look(mailbox)

    def test_an_inner_address_is_not_called(self, mailbox: Mailbox) -> None:
        outside = replace(mailbox.context, allow_loopback=False)
        with pytest.raises(Refused, match="inside a network"):
            look(Mailbox(options=mailbox.options, context=outside))


class TestAnswers:
    def test_go_into_the_thread_and_ask_for_no_answer(
        self, mailbox: Mailbox, outbox: Outbox
    ) -> None:
        reply = Reply(text="Tidak. TPS tetap 😀.", subject="Re: Tanya", image=png())
        receipt = mailbox.reply("maria@example.id", reply, key="k", in_reply_to="<a1@example.id>")
        [letter] = outbox.letters
        message = letter.message
        assert letter.recipients == ("maria@example.id",)
        assert message["In-Reply-To"] == message["References"] == "<a1@example.id>"
        assert message["Auto-Submitted"] == "auto-replied"
        assert message["Message-ID"] == receipt.identifier == receipt.extra["ids"]
        body = message.get_body(("plain",))
        assert body is not None
        assert body.get_content().strip() == "Tidak. TPS tetap 😀."
        [picture] = message.iter_attachments()
        assert picture.get_content() == png()
        assert read(letter.content).incoming == ()  # its own answer is not a question

    def test_the_same_key_makes_the_same_message(self, mailbox: Mailbox, outbox: Outbox) -> None:
        for _ in range(2):
            mailbox.reply("maria@example.id", Reply(text="Ya."), key="k")
        assert len(outbox.copies) == 1

    def test_options_are_numbered_and_their_number_is_understood(
        self, mailbox: Mailbox, outbox: Outbox
    ) -> None:
        options = (Option(id="a", label="Jadwal"), Option(id="b", label="Bukan ini"))
        mailbox.reply("maria@example.id", Reply(text="Yang mana?", options=options), key="k")
        lines = outbox.letters[0].message.get_content().splitlines()
        assert lines[-3:] == ["Balas dengan angka:", "1. Jadwal", "2. Bukan ini"]
        for said in (" 2 ", "2.", "bukan ini"):
            assert option_meant(said, options) == options[1]
        assert option_meant("3", options) is None
        assert option_meant("", options) is None

    def test_no_word_becomes_a_header(self, mailbox: Mailbox, outbox: Outbox) -> None:
        reply = Reply(text="Ya.", subject="Re:\r\nBcc: a@b.id")
        mailbox.reply("maria@example.id", reply, key="k", in_reply_to="<a@b>\r\nBcc: a@b.id")
        message = outbox.letters[0].message
        assert message["Bcc"] is None
        assert message["In-Reply-To"] is None
        for address in ("a@b.id\nBcc: c@d.id", "maria", "", "a@b.id, c@d.id"):
            with pytest.raises(Refused):
                mailbox.reply(address, Reply(text="Ya."), key="k")

    def test_who_is_not_there_is_gone_and_not_named(self, mailbox: Mailbox, outbox: Outbox) -> None:
        outbox.refuses["maria@example.id"] = "550 5.1.1 no such user"
        with pytest.raises(Unreachable, match=r"5\.1\.1") as caught:
            mailbox.reply("maria@example.id", Reply(text="Ya."), key="k")
        assert "maria" not in caught.value.words
        outbox.refuses["maria@example.id"] = "450 4.2.1 busy"
        with pytest.raises(TryLater):
            mailbox.reply("maria@example.id", Reply(text="Ya."), key="k")
        outbox.refuses.clear()
        outbox.troubles.append("554 5.7.1 spam")
        with pytest.raises(Refused) as refused:
            mailbox.reply("maria@example.id", Reply(text="Ya."), key="k")
        assert not isinstance(refused.value, Unreachable)

    def test_a_server_that_lets_nobody_in_is_the_inboxs_fault(
        self, mailbox: Mailbox, outbox: Outbox
    ) -> None:
        options = mailbox.options | {"smtp_security": "starttls"}
        barred = Mailbox(options=options, context=mailbox.context)
        with pytest.raises(InboxFault, match="STARTTLS"):
            barred.reply("maria@example.id", Reply(text="Ya."), key="k")
        assert not outbox.letters


class TestReading:
    def test_html_is_read_as_words(self) -> None:
        message = mail()
        message.clear_content()
        page = (
            "<style>p{}</style><p>Pilkada&nbsp;<b>ditunda</b></p><p>Klik <a href='https://a.id/x'>"
            "di sini</a></p><script>alert(1)</script>"
        )
        message.set_content(page, subtype="html")
        assert one(message).text.split("\n") == ["Tanya", "Pilkada ditunda", "Klik di sini"]
        assert one(message).links == ("https://a.id/x",)

    def test_plain_words_go_before_html(self) -> None:
        message = mail("polos")
        message.add_alternative("<p>berhias</p>", subtype="html")
        assert one(message).text == "Tanya\npolos"

    def test_pictures_come_along(self) -> None:
        message = mail()
        message.add_attachment(png(900, 900), maintype="image", subtype="png", filename="surat.png")
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
        message.add_attachment(b"GIF89a" * 300, maintype="image", subtype="gif", filename="a.gif")
        picture, *others = one(message).media
        assert (picture.kind, picture.name, picture.body) == (
            MediaKind.IMAGE,
            "surat.png",
            png(900, 900),
        )
        assert [media.kind for media in others] == [MediaKind.FILE, MediaKind.ANIMATION]

    def test_what_counts_readers_is_no_picture(self) -> None:
        message = mail()
        message.add_related(png(1, 1), maintype="image", subtype="png", cid="<dot@x>")
        assert one(message).media == ()

    def test_an_answer_is_read_without_what_it_quotes(self) -> None:
        text = "Yang kedua\n\nPada Rab, 20 Nov 2024 Cek Fakta <cek@kpu.example> menulis:\n> 1. Jadwal\n"
        answered = one(mail(text, subject="Re: Tanya", In_Reply_To="<k@sasando.example>"))
        assert (answered.text, answered.reply_to) == ("Yang kedua", "<k@sasando.example>")

    @pytest.mark.parametrize("ends", ["\n", "\r\n"])
    @pytest.mark.parametrize(
        "quotation",
        [
            "Pada Sen, 25 Nov 2024 pukul 08.12 Cek Fakta\n<cek@kpu.example> menulis:\n\n> 1. Jadwal",
            "Pada tanggal Sen, 25 Nov 2024 pukul 08.12 Cek\nFakta <cek@kpu.example>\nmenulis:\n> 1.",
            "On Mon, Nov 25, 2024 at 8:12 AM Cek Fakta <cek@kpu.example>\nwrote:\n\n> 1. Jadwal",
            "> Pada 25 Nov 2024, pukul 08.12, Cek Fakta <cek@kpu.example> menulis:\n> \n> 1. Jadwal",
            "Cek Fakta <cek@kpu.example> menulis:\n\n1. Jadwal",
            "Dari: Cek Fakta <cek@kpu.example>\nDikirim: Senin, 25 November 2024 08.12\n1. Jadwal",
            "*From:* Cek Fakta\n*To:* Maria\n*Sent:* Monday, 25 November 2024 08:12\n\n1. Jadwal",
            "From: Cek Fakta <cek@kpu.example>\nDate: Monday, 25 November 2024 at 08:12\n1. Jadwal",
            f"{'_' * 32}\nDari: Cek Fakta\nDikirim: 25 November 2024\n1. Jadwal",
            "-----Original Message-----\nFrom: Cek Fakta\n\n1. Jadwal",
            "----- Pesan Asli -----\nDari: Cek Fakta\n\n1. Jadwal",
            "Dikirim dari iPhone saya\n\n> 1. Jadwal",
            "Terkirim dari Yahoo Mail di Android\n\nPada Sen, 25 Nov 2024 8:12, Cek menulis:\n> 1.",
            "Sent from Mail<https://go.microsoft.com/fwlink/?LinkId=550986> for Windows",
            f"Get Outlook for Android<https://aka.ms/AAb9ysg>\n{'_' * 32}\nFrom: Cek Fakta",
        ],
    )
    def test_every_program_quotes_in_its_own_way(self, quotation: str, ends: str) -> None:
        text = f"Hapus\n\n{quotation}\n".replace("\n", ends)
        assert one(answer(text)).text == "Hapus"

    def test_what_is_written_below_a_quotation_is_an_answer_too(self) -> None:
        text = "On 25/11/24 08:12, Cek Fakta wrote:\n> 1. Jadwal\n> 2. Bukan ini\n\n2\n-- \nMaria"
        assert one(answer(text)).text == "2"

    @pytest.mark.parametrize(
        "text",
        [
            "Pada jam 08.00 TPS tutup?\nBenar?\n\nPada Sen, 25 Nov 2024 Cek Fakta menulis:\n> 1.",
            "Surat ini benar?\n\nDari: Ketua KPU\nKepada: Semua\nTanggal: 25 November\n\nDitunda!",
            "Satu\n---------\nDua",
            "Kotak suara kosong?\nDikirim dari luar negeri, tujuh kontainer.",
        ],
    )
    def test_what_only_looks_like_a_quotation_is_kept(self, text: str) -> None:
        assert one(answer(text)).text == text.partition("\n\nPada Sen")[0]

    @pytest.mark.parametrize(
        "passed_on",
        [
            f"{'_' * 32}\nDari: Tono\nDikirim: Senin\n\nPilkada ditunda",
            "From: Tono <t@b.id>\nSent: Monday\nSubject: HEBOH\n\nPilkada ditunda",
            "-----Original Message-----\nFrom: Tono\n\nPilkada ditunda",
            "---------- Forwarded message ---------\nFrom: Tono\nSent: Monday\n\nPilkada ditunda",
        ],
    )
    def test_a_forward_keeps_what_it_passes_on(self, passed_on: str) -> None:
        text = f"Benarkah?\n\n{passed_on}"
        forward = one(answer(text, subject="FW: HEBOH"))
        assert (forward.text, forward.forwarded) == (text, True)
        renamed = one(answer(text, subject="Tolong cek"))
        kept = "Forwarded" in passed_on
        assert (renamed.text, renamed.forwarded) == (text if kept else "Benarkah?", kept)

    @pytest.mark.parametrize(
        ("subject", "text", "said"),
        [
            ("Hapus", "hapus", "hapus"),
            ("HAPUS", "Hapus!\n\nDikirim dari iPhone saya\n", "Hapus!"),
            ("Berhenti", "Sent from my iPhone", "Berhenti"),
            ("Berhenti", "Tolong", "Berhenti\nTolong"),
        ],
    )
    def test_what_stands_above_and_below_is_said_once(
        self, subject: str, text: str, said: str
    ) -> None:
        assert one(mail(text, subject=subject)).text == said

    def test_an_answer_brings_no_links_of_what_it_quotes(self) -> None:
        page = "<p>Ya</p><blockquote><a href='https://kpu.example/v/1'>1</a></blockquote>"
        for subject, links in (("Re: Tanya", ()), ("Fwd: A", ("https://kpu.example/v/1",))):
            message = mail("Ya", subject=subject, In_Reply_To="<k@sasando.example>")
            message.add_alternative(page, subtype="html")
            assert one(message).links == links

    @pytest.mark.parametrize(
        "text",
        [
            "a" + "\n" * 150_000 + "b",
            "re:\n" * 40_000,
            "a" + " " * 150_000 + "b",
            "Pada 08.00 a@b.id\n" * 9_000,
            "<a@b.id>" * 20_000,
            "Sent from my phone\n" * 8_000,
            "-" * 150_000,
        ],
    )
    def test_a_body_built_to_choke_costs_no_time(self, text: str) -> None:
        start = time.process_time()
        one(answer(text))
        one(answer(text).replace(b"In-Reply-To", b"X-None"))
        assert time.process_time() - start < 10

    @pytest.mark.parametrize("subject", ["Fwd: HEBOH", "Trs: HEBOH", "Re: Fwd: HEBOH"])
    def test_a_forward_is_marked(self, subject: str) -> None:
        assert one(mail("Sebarkan!", subject=subject)).forwarded
        assert one(mail("Sebarkan!", subject=subject)).text == "HEBOH\nSebarkan!"

    def test_a_mail_inside_a_mail_is_a_forward(self) -> None:
        message = mail("Lihat lampiran")
        message.add_attachment(mail("Pilkada ditunda", subject="Penting"))
        assert one(message).forwarded
        assert "Pilkada ditunda" in one(message).text

    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto_Submitted": "auto-generated"},
            {"Precedence": "bulk"},
            {"List_Id": "<a.b>"},
            {"Return_Path": "<>"},
            {"From": "MAILER-DAEMON@example.id"},
            {"From": "no-reply@example.id"},
            {"From": "CEK@kpu.example"},
            {"Reply_To": "cek@kpu.example"},
            {"Reply_To": "no-reply@example.id"},
            {"From": ""},
            {"From": "bukan alamat"},
        ],
    )
    def test_machines_and_the_house_itself_are_not_answered(self, headers: dict[str, str]) -> None:
        assert read(mail(**headers)) == Received(seen=("1/1",))

    def test_a_bounce_says_which_answer_failed(self) -> None:
        raw = (
            b"From: MAILER-DAEMON@mx.id\r\nTo: cek@kpu.example\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            b"--b\r\nContent-Type: text/plain\r\n\r\nSorry\r\n"
            b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.id\r\n\r\n"
            b"Final-Recipient: rfc822; maria@example.id\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            b"Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
            b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <k@sasando.example>\r\n"
            b"\r\n--b--\r\n"
        )
        found = read(raw)
        [status] = found.statuses
        assert (status.identifier, status.state, status.code) == (
            "<k@sasando.example>",
            State.FAILED,
            "5.1.1",
        )
        assert not status.passing
        assert status.words == "smtp; 550 no such user"
        told = b"550 <Maria@Example.id>: no such user maria; rfc822;maria@example.id, a.b+c@d"
        [named] = read(raw.replace(b"550 no such user", told)).statuses
        assert named.words == "smtp; 550 <…>: no such user …; rfc822;…, …"
        assert found.seen == ("1/1",)
        assert not found.incoming
        [passing] = read(raw.replace(b"5.1.1", b"4.4.7")).statuses
        assert passing.passing
        assert read(raw.replace(b"failed", b"delayed")).statuses == ()

    def test_a_mail_without_an_id_is_known_by_its_bytes(self) -> None:
        first, again = one(mail(Message_ID="")), one(mail(Message_ID=""))
        assert first.external_id == again.external_id
        assert first.external_id.startswith("sha256:")

    @pytest.mark.parametrize("date", ["", "kemarin", "Wed, 20 Nov 2044 08:55:00 +0000"])
    def test_a_date_that_cannot_be_is_not_believed(self, date: str) -> None:
        assert one(mail(Date=date)).sent_at == NOW

    def test_the_subject_is_decoded(self) -> None:
        raw = mail().as_bytes().replace(b"Subject: Tanya", b"Subject: =?utf-8?B?8J+YgCBUUFM=?=")
        assert one(raw).text.startswith("😀 TPS\n")

    def test_unknown_charsets_and_broken_codes_are_read_as_well_as_can_be(self) -> None:
        raw = mail("aé").as_bytes().replace(b'charset="utf-8"', b'charset="x-unknown"')
        assert "a" in one(raw).text
        assert "\x00" not in one(mail().as_bytes().replace(b"TPS", b"T\x00S")).text

    @settings(max_examples=150)
    @given(
        st.binary(),
        st.sampled_from(["Subject", "From", "Date", "Content-Type", "Message-ID", "Reply-To"]),
    )
    def test_whatever_the_bytes_they_are_read(self, junk: bytes, name: str) -> None:
        assert isinstance(read(junk), Received)
        header = name.encode() + b": " + junk.replace(b"\r", b"").replace(b"\n", b"\n ") + b"\n"
        found = read(header + b"From: a@b.id\n\n" + junk)
        for incoming in found.incoming:
            incoming.text.encode()

    @settings(max_examples=100)
    @given(
        st.lists(
            st.sampled_from(
                [
                    b"--b\n",
                    b"--b--\n",
                    b"Content-Type: multipart/mixed; boundary=b\n",
                    b"\n",
                    b"=?utf-8?q?",
                    b"Content-Type: message/rfc822\n",
                    b"Content-Type: text/html; charset=\xff\n",
                    b"<p>a</p>",
                    b"Content-Transfer-Encoding: base64\n",
                    b"Content-Type: image/png; name*0*=x''%ff\n",
                    b"Content-Disposition: attachment; filename*=utf-99''a\n",
                    b"From: <a@b.id>\n",
                    b"YWJj\n",
                ]
            ),
            max_size=25,
        )
    )
    def test_strange_mime_is_read(self, pieces: list[bytes]) -> None:
        head = b"From: a@b.id\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        assert isinstance(read(head + b"".join(pieces)), Received)

    @pytest.mark.parametrize(
        "sender", ["(" * 50_000, "a@b.id, " * 50_000, "=?utf-8?q?a?= " * 9_000]
    )
    def test_a_sender_written_without_end_is_read(self, sender: str) -> None:
        assert isinstance(read(b"From: " + sender.encode() + b"\n\nx"), Received)

    def test_a_mail_nested_without_end_is_read(self) -> None:
        raw = b"From: a@b.id\n" + b"Content-Type: message/rfc822\n\n" * 5_000 + b"a"
        assert isinstance(read(raw), Received)


def test_settings_are_checked_without_the_network(context: Context) -> None:
    wrong: dict[str, Any] = {
        "port": "x", "smtp_port": "0", "security": "ssl", "sender": "a@b.id, c@d.id", "folder": "é",
    }  # fmt: skip
    fatal = {problem.field for problem in Mailbox(options=wrong, context=context).check()}
    assert fatal == {
        "host", "port", "security", "username", "password", "folder", "sender", "smtp_host",
        "smtp_port",
    }  # fmt: skip
