"""The countries index: world map, line of ratifications, table, downloads; and where a country is read."""
