"""Persons who look up what is kept of them: the codes they ask for, and their visits."""
