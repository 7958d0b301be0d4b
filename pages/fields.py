"""The body field: a StreamField whose blocks stay out of the migrations."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField

from pages.blocks import BodyBlock


class BodyField(StreamField):
    """The body of a page in one language.

    The definition of the blocks changes nothing in the database, yet Wagtail writes it into every migration, four
    languages times every page type. Left out, migrations stay readable and a new block needs none.
    """

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        super().__init__(block_types or BodyBlock(), use_json_field=True, **kwargs)

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        for part in ("block_types", "block_lookup"):
            kwargs.pop(part, None)
        return name, path, [], kwargs
