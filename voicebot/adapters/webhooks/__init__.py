"""Telling other systems what happens: signed, and only where they may be reached."""
