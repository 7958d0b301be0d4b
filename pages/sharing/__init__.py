"""The picture other sites show beside a link to a page: what it says, how it is set, drawn and kept."""
