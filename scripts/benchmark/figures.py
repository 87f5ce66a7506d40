"""A row of the table, and the figures that stand in it."""

import dataclasses
import statistics
from collections.abc import Callable


@dataclasses.dataclass
class Row:
    name: str
    value: float | None
    peer: float | None = None
    ratio: float | None = None
    bar: str | None = None
    holds: bool | None = None


def row(name: str, value: float, peer: float | None = None, *, peer_over_value: bool = False,
        ratio_at_least: float | None = None, ratio_at_most: float | None = None,
        value_at_most: float | None = None) -> Row:
    ratio = None
    if peer is not None and value and peer:
        ratio = peer / value if peer_over_value else value / peer
    bars = []
    if ratio_at_least is not None:
        bars.append((f"ratio ≥ {ratio_at_least:g}", ratio is not None and ratio >= ratio_at_least))
    if ratio_at_most is not None:
        bars.append((f"ratio ≤ {ratio_at_most:g}", ratio is not None and ratio <= ratio_at_most))
    if value_at_most is not None:
        bars.append((f"value ≤ {value_at_most:g}", value <= value_at_most))
    bar, holds = bars[0] if bars else (None, None)
    return Row(name, value, peer, ratio, bar, holds)


def alternate(rounds: int, measurements: dict[str, Callable[[], float | list[float]]]) -> dict[str, float]:
    """The median of each measurement. They take turns, so that a busy moment of the machine affects all of them."""
    figures: dict[str, list[float]] = {name: [] for name in measurements}
    for _ in range(rounds):
        for name, take in measurements.items():
            taken = take()
            figures[name] += taken if isinstance(taken, list) else [taken]
    return {name: statistics.median(values) for name, values in figures.items()}
