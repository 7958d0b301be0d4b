"""The countries index: the world map, the line of ratifications, the table and its downloads."""
