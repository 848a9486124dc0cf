"""How far a run is, in words."""

from __future__ import annotations

from workbench.domain.training import JobState
from workbench.jobs.protocol import Progress
from workbench.operations.store import Run
from workbench.ui.train.trace import RunTrace, describe_seconds


def describe_state(run: Run, trace: RunTrace) -> str:
    """How far a run is, on one line."""
    state = JobState(run.state)
    words = [str(state)]
    if state is JobState.RUNNING and trace.progress is None:
        words.append("getting the model ready…")
    if not state.ended and trace.progress is not None:
        words += _describe_progress(run, trace.progress)
    if trace.best is not None:
        words.append(f"best F1 on dev {trace.best.dev.f1:.3f} (epoch {trace.best.epoch})")
    if trace.memory_mb:
        words.append(f"{trace.memory_mb:,} MB")
    if trace.device and not state.ended:
        words.append(trace.device)
    return " · ".join(words)


def _describe_progress(run: Run, progress: Progress) -> list[str]:
    words = [
        f"epoch {progress.epoch:.1f} of {run.spec.get('epochs', '?')}",
        f"step {progress.step:,} of {progress.steps:,}",
    ]
    if progress.seconds_left is not None:
        words.append(f"{describe_seconds(progress.seconds_left)} left")
    return words
