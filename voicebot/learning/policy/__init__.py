"""Whether a call is worth it, why not, and when it would be."""
