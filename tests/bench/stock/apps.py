"""The one app of the stock project."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "tests.bench.stock"
    label = "stock"
    default_auto_field = "django.db.models.BigAutoField"
