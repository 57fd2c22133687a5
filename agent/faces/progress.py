"""A bar of the steps of a training run in a terminal: loss, speed and time left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def progress_bar(*, hidden: bool) -> Iterator[Callable[[Mapping[str, float]], None]]:
    """Takes what a run tells of itself step by step: step, steps, stage, loss and tokens_per_second."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=hidden) as bars:
        task = bars.add_task("starting", total=None)

        def progress(line: Mapping[str, float]) -> None:
            said = f"stage {line['stage'] + 1:.0f}  loss {line['loss']:.3f}  {line['tokens_per_second']:,.0f} tokens/s"
            bars.update(task, completed=line["step"], total=line["steps"], description=said)

        yield progress
