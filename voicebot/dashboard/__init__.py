"""The supervisors' web application."""
