"""Every page; the application serves what stands here."""

from voicebot.dashboard.pages import (
    calls,
    campaigns,
    journal,
    login,
    now,
    numbers,
    opt_outs,
    profile,
    quality,
    review,
    settings,
    users,
    welcome,
)

PAGES = (
    login,
    welcome,
    profile,
    now,
    calls,
    review,
    numbers,
    opt_outs,
    campaigns,
    quality,
    journal,
    settings,
    users,
)
