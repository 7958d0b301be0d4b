"""The archivists' screens."""
