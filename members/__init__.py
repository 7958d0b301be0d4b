"""Organisations, people and countries."""
