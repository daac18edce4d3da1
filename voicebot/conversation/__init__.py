"""One live call, with no SIP and no engine in it."""
