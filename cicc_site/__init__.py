"""How the site is wired, and the few things all apps share. No tables live here."""
