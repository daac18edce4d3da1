"""Do-not-call registries as files: bring them in, look numbers up."""
