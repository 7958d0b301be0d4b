"""How much of a limit has been used, by keyed hash: never an address or a name, and only for minutes."""

from __future__ import annotations

from django.db import models


class ThrottleBucket(models.Model):
    """Written by `members.rate_limits` only. An unlogged table: after a crash it is empty, and nobody is sorry.

    key: keyed hash of what is limited and for whom; full_at: the moment from which the whole limit is free again.
    """

    key = models.BinaryField(max_length=32, primary_key=True)
    full_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["full_at"], name="throttle_full_at")]

    def __str__(self) -> str:
        return bytes(self.key).hex()[:8]
