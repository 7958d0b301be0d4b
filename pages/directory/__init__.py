"""The directory of members: its list and map, the page of one member, the lasting address, lists for other pages."""
