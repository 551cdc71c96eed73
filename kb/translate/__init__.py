"""Drafts of translations: what is said already, what a machine says, and nothing that was damaged on the way."""
