"""The partner and the mail server of the sample desk: what they show, and what they refuse."""

import http.client
import smtplib
from email.message import EmailMessage

import httpx
import pytest

from sasando.channels.builtin.network import Network
from sasando.demo.mail import Mailbox
from sasando.demo.partner import MAX_BODY, Partner, Trouble
from sasando.plugins import Context, TryLater
from sasando.plugins.testing import sample_document

SLY = "<script>alert(1)</script>"


@pytest.fixture
def network(house: Context, partner: Partner) -> Network:
    return Network(options={"url": partner.url, "token": "rahasia-mitra"}, context=house)


def test_the_partners_page_lists_what_came(network: Network, partner: Partner) -> None:
    assert "Belum ada kiriman" in httpx.get(partner.base_url).text
    document = sample_document(headline=f"Rilis {SLY}")
    receipt = network.deliver(document, network.render(document), key="d-1")
    network.withdraw(document, receipt=receipt, reason=SLY, key="d-2")
    for url in (partner.base_url, receipt.address):
        shown = httpx.get(url).text
        assert "Rilis &lt;script&gt;" in shown
        assert SLY not in shown
        assert "ditarik" in shown
    assert httpx.get(f"{partner.base_url}/berita/lain").status_code == 404


def test_the_partner_takes_no_unsigned_or_huge_push(partner: Partner) -> None:
    authorised = {"Authorization": "Bearer rahasia-mitra"}
    assert httpx.post(partner.url, content=b"{}", headers=authorised).status_code == 401
    host = partner.base_url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=5)
    connection.putrequest("POST", "/sasando/items")
    connection.putheader("Content-Length", str(MAX_BODY + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    assert partner.pushes == []


def test_the_partner_can_be_out_of_order_until_it_is_mended(
    network: Network, partner: Partner
) -> None:
    document = sample_document()
    partner.always = Trouble(status=503, body=b"Server redaksi sedang diperbaiki")
    for _ in range(3):
        with pytest.raises(TryLater, match="sedang diperbaiki"):
            network.deliver(document, network.render(document), key="d-1")
    partner.always = None
    assert network.deliver(document, network.render(document), key="d-1").identifier


def test_the_mail_page_shows_letters_as_text(mailbox: Mailbox) -> None:
    assert "Belum ada" in httpx.get(mailbox.page_url).text
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@b.example", "c@d.example", f"Hai {SLY}"
    letter.set_content(f"isi {SLY}")
    with smtplib.SMTP(mailbox.host, mailbox.port) as smtp:
        smtp.send_message(letter)
    shown = httpx.get(mailbox.page_url).text
    assert "Hai &lt;script&gt;" in shown
    assert SLY not in shown
