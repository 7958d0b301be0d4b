"""The countries index: the world map, the line of ratifications, the table, its downloads, and where a country is read."""
