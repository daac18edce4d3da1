"""May we call this contact now? Frozen facts in, a decision with every reason out."""
