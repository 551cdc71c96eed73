"""Kotae: reply templates and a knowledge base for cross-border support teams."""
