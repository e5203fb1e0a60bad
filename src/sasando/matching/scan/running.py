"""Where chunks of posts are matched: in this process, in several, or on a Ray cluster.

Each engine gives the outcomes back in the order of the chunks, however they finish.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from sasando.matching.scan.exceptions import ScanError
from sasando.matching.scan.matcher import MakeEncoder, Matcher, Outcome
from sasando.matching.scan.posts import Post

AHEAD = 4  # chunks given out ahead, a worker
# OpenMP's threads do not survive a fork, and many processes need no more than one each.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
Chunk = Sequence[Post]


@dataclass(frozen=True, slots=True)
class Work:
    """What every worker is made with; it is sent to other processes and machines."""

    index: Path
    at: datetime
    encoder: MakeEncoder | None = None

    def matcher(self) -> Matcher:
        """Return a matcher for the process this is called in."""
        return Matcher(self.index, at=self.at, encoder=self.encoder)


class Engine(Protocol):
    """Matches chunks somewhere."""

    def run(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[list[Outcome]]:
        """Yield the outcomes of each chunk, in order, reading only a little ahead."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """This process."""

    def run(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[list[Outcome]]:
        matcher = work.matcher()
        yield from map(matcher.run, chunks)


_matcher: Matcher | None = None


def _begin(work: Work) -> None:
    global _matcher
    _matcher = work.matcher()


def _match(chunk: Chunk) -> list[Outcome]:
    assert _matcher is not None  # noqa: S101 - the pool's initializer made it
    return _matcher.run(chunk)


@dataclass(frozen=True, slots=True)
class Processes:
    """Several processes of this machine, started afresh: nothing is forked."""

    count: int

    def run(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[list[Outcome]]:
        for name, value in ONE_THREAD.items():
            os.environ.setdefault(name, value)
        with ProcessPoolExecutor(
            self.count, get_context("spawn"), initializer=_begin, initargs=(work,)
        ) as pool:
            waiting: deque[Future[list[Outcome]]] = deque()
            try:
                for chunk in chunks:
                    waiting.append(pool.submit(_match, chunk))
                    if len(waiting) >= AHEAD * self.count:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            except BrokenProcessPool as error:
                raise ScanError("a worker was killed; run the scan again to go on") from error


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Ray cluster: ``address`` is its head, "local" starts one here.

    Every node must see the index under the same path. A worker that dies is started again and its
    chunk repeated: a chunk's outcome depends on nothing but the chunk and the index.
    """

    address: str = "auto"
    count: int = 0  # workers; 0: one a processor of the cluster

    def run(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[list[Outcome]]:
        try:
            import ray  # noqa: PLC0415 - the optional extra
        except ImportError as error:
            raise ScanError("a cluster needs Ray: pip install 'sasando[scan-cluster]'") from error
        # A cluster begun here serves this process alone: it need not be seen from outside.
        own = {"_node_ip_address": "127.0.0.1"} if self.address == "local" else {}
        ray.init(
            address=self.address,
            ignore_reinit_error=True,
            log_to_driver=False,
            runtime_env={"env_vars": ONE_THREAD},
            **own,
        )
        try:
            yield from self._run(ray, work, chunks)
        finally:
            ray.shutdown()

    def _run(self, ray: Any, work: Work, chunks: Iterable[Chunk]) -> Iterator[list[Outcome]]:
        count = self.count or max(int(ray.cluster_resources().get("CPU", 1)), 1)
        actor = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=-1)(Matcher)
        actors = [actor.remote(work.index, at=work.at, encoder=work.encoder) for _ in range(count)]
        waiting: deque[Any] = deque()
        for number, chunk in enumerate(chunks):
            waiting.append(actors[number % count].run.remote(list(chunk)))
            if len(waiting) >= AHEAD * count:
                yield ray.get(waiting.popleft())
        while waiting:
            yield ray.get(waiting.popleft())
