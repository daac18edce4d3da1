"""A voice robot for telephone lines that knows when to stop calling."""
