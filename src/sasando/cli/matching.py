"""``match``: measure the matching of messages. Needs no house, no database, no Django."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from sasando.matching.encoder import Encoder
    from sasando.matching.evaluation import Asked, EvaluationSet, Judged, Measured

_errors = Console(stderr=True)
match = typer.Typer(
    no_args_is_help=True, help="Measure how messages are matched; make the index anew."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to ``app``."""
    app.add_typer(match, name="match")


@match.callback()
def _match() -> None:
    """Measure how messages are matched."""


@match.command()
def evaluate(
    folder: Path = typer.Argument(help="corpus.jsonl, queries.jsonl, qrels.tsv, ..."),
    report: Path | None = typer.Option(None, help="Write a page with plots and the worst misses."),
    words_only: bool = typer.Option(False, "--words-only", help="Measure without an encoder."),
    variants: bool = typer.Option(True, help="Measure queries_<variant>.jsonl too."),
) -> None:
    """Ask every question of a folder and print how often the right answer came.

    The scorer is the one of the product: on the set it was learned from its figures are too good
    (there, `make bench-match` cross-fits).
    """
    from sasando.matching.e5 import E5
    from sasando.matching.encoder import EncoderError
    from sasando.matching.evaluation import EvaluationError, EvaluationSet
    from sasando.matching.evaluation.report import lines, page

    try:
        found = EvaluationSet.read(folder)
    except EvaluationError as error:
        _errors.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    encoder = None
    if not words_only:
        try:
            encoder = E5()
        except EncoderError as error:
            _errors.print(f"{error}: measured by words alone")
    result = _measured(found, encoder, variants=variants)
    typer.echo("\n".join(lines(result)))
    if report is not None:
        note = "Measured with the scorer of the product."
        report.write_text(page(result, {one.id: one for one in found.known}, note), "utf-8")
        typer.echo(f"The report: {report}")


def _measured(found: "EvaluationSet", encoder: "Encoder | None", *, variants: bool) -> "Measured":
    from sasando.matching import Index
    from sasando.matching.e5 import E5, Tuning
    from sasando.matching.evaluation import SameClaim, apart, by_kind, judge, measured
    from sasando.matching.evaluation.measuring import OWN_OUT, OWN_OUT_APART
    from sasando.matching.scoring import scorer

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, TimeRemainingColumn(), console=_errors)
    with tempfile.TemporaryDirectory(prefix="sasando-match-") as folder, bar:
        task = bar.add_task("index", total=len(found.known))
        index = Index.open(Path(folder), encoder=encoder)
        for start in range(0, len(found.known), 256):
            index.put(found.known[start : start + 256])
            bar.update(task, completed=min(start + 256, len(found.known)))
        index.fit()

        def asked(
            name: str, questions: "Sequence[Asked]", *, own_out: bool = False
        ) -> "list[Judged]":
            row = bar.add_task(name, total=len(questions))
            return judge(index, questions, own_out=own_out, told=lambda: bar.advance(row))

        judged = asked("questions", found.asked)
        strangers = by_kind(asked("unanswerable", found.negatives))
        strangers[OWN_OUT] = asked(OWN_OUT, found.asked, own_out=True)
        untuned = (
            None if encoder is None else E5(tuning=Tuning({}))
        )  # judges what it did not answer
        same = SameClaim(found.known, untuned)
        strangers[OWN_OUT_APART] = apart(strangers[OWN_OUT], same)
        more = found.variants if variants else {}
        return measured(
            found,
            judged,
            variants={name: asked(name, some) for name, some in more.items()},
            unanswerable=strangers,
            threshold=scorer(index.kind).answer_at,
        )
