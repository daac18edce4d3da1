"""What can be proved afterwards."""
