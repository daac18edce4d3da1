"""Any table as examples to learn from: read, typed, in order of time, without leaks."""
