"""What recognition did in this process, counted."""

import threading
import time
from collections import deque
from dataclasses import dataclass

LATENCIES_KEPT = 2000
LAG_OVER_S = 3.0  # the lag is told from the finals of so long


@dataclass(frozen=True, slots=True)
class HearingStats:
    """Counters since the start; latencies are from `finish` to the final's delivery, in ms.

    `engine_s` is the time recogniser threads spent inside engines, `audio_s` the audio fed.
    """

    finals: int
    partials: int
    skipped: int
    failures: int
    audio_s: float
    engine_s: float
    final_p50_ms: float
    final_p95_ms: float


class Tally:
    """Thread-safe counters."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._finals = self._partials = self._skipped = self._failures = 0
        self._audio_s = self._engine_s = 0.0
        self._latencies: deque[float] = deque(maxlen=LATENCIES_KEPT)
        self._lately: deque[tuple[float, float]] = deque(maxlen=LATENCIES_KEPT)
        self._awaited: list[float] = []

    def awaited(self, since_s: float) -> None:
        """A final is awaited from that moment on, by the monotonic clock."""
        with self._lock:
            self._awaited.append(since_s)

    def final(self, since_s: float, audio_s: float) -> None:
        """The final awaited since then was delivered for `audio_s` of audio."""
        now = time.monotonic()
        latency_s = now - since_s
        with self._lock:
            self._awaited.remove(since_s)
            self._finals += 1
            self._audio_s += audio_s
            self._latencies.append(latency_s)
            self._lately.append((now, latency_s))

    def partial(self) -> None:
        """A partial was delivered."""
        with self._lock:
            self._partials += 1

    def skip(self) -> None:
        """A periodic partial was given up."""
        with self._lock:
            self._skipped += 1

    def failure(self) -> None:
        """An engine raised."""
        with self._lock:
            self._failures += 1

    def worked(self, seconds: float) -> None:
        """A thread was inside an engine for so long."""
        with self._lock:
            self._engine_s += seconds

    def lag_s(self) -> float:
        """The longest that a person's words took lately, from their end to the final's delivery.

        Words whose final is still awaited count by how long it has been awaited.
        """
        now = time.monotonic()
        with self._lock:
            while self._lately and self._lately[0][0] < now - LAG_OVER_S:
                self._lately.popleft()
            took = [latency for _, latency in self._lately]
            return max(took + [now - since_s for since_s in self._awaited], default=0.0)

    def stats(self) -> HearingStats:
        """The counters now."""
        with self._lock:
            ordered = sorted(self._latencies)
            return HearingStats(
                finals=self._finals,
                partials=self._partials,
                skipped=self._skipped,
                failures=self._failures,
                audio_s=round(self._audio_s, 2),
                engine_s=round(self._engine_s, 2),
                final_p50_ms=_quantile_ms(ordered, 0.5),
                final_p95_ms=_quantile_ms(ordered, 0.95),
            )


def _quantile_ms(ordered: list[float], share: float) -> float:
    if not ordered:
        return 0.0
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 1)
