"""Who is next, the attempt itself, and calls that come in."""
