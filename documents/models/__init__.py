"""Every file the site keeps. Now: the media library (images and files of the editors)."""

from documents.models.media import SiteDocument, SiteImage, SiteRendition

__all__ = ["SiteDocument", "SiteImage", "SiteRendition"]
