"""What a call achieved, and what follows from it."""
