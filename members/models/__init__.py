"""People, organizations and the register of countries."""

from members.models.countries import Country
from members.models.former_slugs import FormerCountrySlug
from members.models.people import User
from members.models.registers import RegisterDate
from members.models.treaty_acts import TreatyAct

__all__ = ["Country", "FormerCountrySlug", "RegisterDate", "TreatyAct", "User"]
