"""The outside world behind the inner rooms' ports."""
