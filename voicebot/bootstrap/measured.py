"""What this process measures of itself while it works, for whoever watches it."""

from prometheus_client import CollectorRegistry, Histogram

OURS = CollectorRegistry()

DECISION_SECONDS = Histogram(
    "voicebot_decision_seconds",
    "How long it took to decide whether a call may be placed, its facts included.",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2),
    registry=OURS,
)
