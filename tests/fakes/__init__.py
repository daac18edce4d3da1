"""Stand-ins for our own ports, for tests of the inner rooms."""
