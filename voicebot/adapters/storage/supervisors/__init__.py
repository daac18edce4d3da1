"""What is kept of supervisors: accounts, sessions, views, notes, what two of them decide."""
