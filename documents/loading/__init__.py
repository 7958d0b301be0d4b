"""Loads what the media library and the archive begin with."""

from documents.loading.archive import load_archive_bodies, load_works
from documents.loading.collections import load_collections

__all__ = ["load_archive_bodies", "load_collections", "load_works"]
