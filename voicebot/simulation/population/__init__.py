"""People with hidden patience, habits and triggers, and months of calls to them."""
