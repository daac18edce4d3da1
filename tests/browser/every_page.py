"""Every page by name: its path and the role that looks at it. New pages are entered here."""

PAGES: dict[str, tuple[str, str | None]] = {
    "login": ("/login", None),
    "now": ("/now", "supervisor"),
    "calls": ("/calls", "supervisor"),
    "review": ("/review", "supervisor"),
    "numbers": ("/numbers", "supervisor"),
    "opt-outs": ("/opt-outs", "supervisor"),
    "campaigns": ("/campaigns", "supervisor"),
    "quality": ("/quality", "supervisor"),
    "journal": ("/journal", "compliance"),
    "rules": ("/settings/rules?place=US&purpose=MARKETING", "compliance"),
    "lines": ("/settings/lines", "compliance"),
    "retention": ("/settings/retention", "compliance"),
    "program": ("/settings/program", "admin"),
    "journal-record": ("/journal/5", "compliance"),
    "second-step": ("/profile/second-step", "supervisor"),
    "link-over": ("/welcome/nothing", None),
    "users": ("/settings/users", "admin"),
    "profile": ("/profile", "viewer"),
    "not-found": ("/nothing-here", "viewer"),
}
