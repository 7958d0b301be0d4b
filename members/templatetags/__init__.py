"""Tags for the screens of the registers."""
