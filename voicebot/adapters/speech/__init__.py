"""Recognition engines, their models, voices and prompts."""
