"""Found and imported by modeltranslation at start-up, once all models exist."""

from cicc_site.multilingual.reader import install
from cicc_site.multilingual.registration import register_all

install()
register_all()
