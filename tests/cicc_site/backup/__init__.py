"""Backups: the encryption, what is inside, making and restoring."""
