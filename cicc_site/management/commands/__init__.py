"""Commands shared by all apps."""
