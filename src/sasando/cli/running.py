"""``run``, ``web``, ``worker``: the processes."""

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import django
import typer

if TYPE_CHECKING:
    from sasando.worker import Worker

HOST = typer.Option("127.0.0.1", help="Address to listen on.")
PORT = typer.Option(8000, help="Port to listen on.")
THREADS = typer.Option(8, min=1, help="Requests served at once.")
PUSH_PORT = typer.Option(0, help="Port of live news; 0: the one after --port.")
CARRIERS = typer.Option(2, min=1, help="Deliveries carried at once.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to ``app``."""
    app.command()(run)
    app.command()(web)
    app.command()(worker)


def run(
    host: str = HOST,
    port: int = PORT,
    threads: int = THREADS,
    carriers: int = CARRIERS,
    push_port: int = PUSH_PORT,
) -> None:
    """Serve, work and keep time in one process: all that one small machine needs."""
    django.setup()
    enter()
    at_work = make_worker(carriers)
    settle()
    at_work.start()
    try:
        with pushing(host, push_port or port + 1):
            serve(host, port, threads)
    finally:
        at_work.stop()


def web(
    host: str = HOST, port: int = PORT, threads: int = THREADS, push_port: int = PUSH_PORT
) -> None:
    """Serve pages and live news; run `sasando worker` beside it, as many as wanted."""
    django.setup()
    enter()
    settle()
    with pushing(host, push_port or port + 1):
        serve(host, port, threads)


def worker(carriers: int = CARRIERS) -> None:
    """Carry deliveries, publish what is due and bake pages, until told to stop."""
    django.setup()
    enter()
    at_work = make_worker(carriers)
    stop = Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    settle()
    at_work.start()
    stop.wait()
    at_work.stop()


def enter() -> None:
    """Hold the house while this process lives: nothing is restored or updated under it.

    Leaves with 1 where that is just being done, where the database is of an earlier release, and
    where it does not answer: whatever started the process may start it again.
    """
    from django.conf import settings
    from django.db import DatabaseError

    from sasando.occupancy import HouseInUse, move_in
    from sasando.schema import OutdatedDatabase, check_current

    try:
        move_in(settings.HOME)
        check_current()
    except (HouseInUse, OutdatedDatabase) as error:
        _leave(str(error), error)
    except DatabaseError as error:
        _leave(f"the database does not answer: {error}; is it running?", error)


def _leave(words: str, error: Exception) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(1) from error


def settle() -> None:
    """Load what the first request would wait for, and let the collector pass over all of it.

    What a process begins with it keeps for life: looking through it again frees nothing. To be
    called before any thread is at work, or what that holds for a moment is passed over, too.
    """
    from django.db import connection
    from django.urls import get_resolver
    from django.utils import timezone

    from sasando.claims import knowledge

    _ = get_resolver().url_patterns
    knowledge.wake_up(timezone.now())
    connection.close()  # this thread asks nothing any more
    gc.collect()
    gc.freeze()


def make_worker(carriers: int) -> "Worker":
    """Return a worker with all the duties of the house."""
    from sasando.duties import all_duties, all_errands, all_lines
    from sasando.worker import Worker

    return Worker(duties=all_duties(), errands=all_errands(), lines=all_lines(carriers))


@contextmanager
def pushing(host: str, port: int) -> Iterator[None]:
    """Serve live news beside the pages. Where its port is taken, that is said, and the pages go on."""
    from sasando.live.push.server import PushServer

    server = PushServer(host, port)
    try:
        server.start()
    except OSError as error:
        typer.echo(f"No live news on port {port}: {error}. Choose one with --push-port.", err=True)
        yield
        return
    try:
        yield
    finally:
        server.stop()


def serve(host: str, port: int, threads: int) -> None:
    """Serve the WSGI application until SIGTERM or SIGINT."""
    import waitress
    from django.conf import settings

    from sasando.wsgi import application

    def on_term(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, on_term)
    waitress.serve(
        application,
        host=host,
        port=port,
        threads=threads,
        ident="Sasando",
        # Behind a proxy, what it says of the sender is kept: the limits count by it.
        clear_untrusted_proxy_headers=settings.SECURE_PROXY_SSL_HEADER is None,
    )
