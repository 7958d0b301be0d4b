"""Taking back, before an object is saved, whatever does not belong to the parts somebody may change.

Forms leave out what is not theirs to change; this is the second lock, for every way of saving that is no form.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from django.db import models
from modelcluster.models import ClusterableModel, get_all_child_relations

from cicc_site.multilingual.parts import FACTS, part_of
from cicc_site.multilingual.reader import as_editor


def restore(instance: models.Model, stored: models.Model, parts: Collection[str], *, rows: bool) -> None:
    """Set everything of `instance` outside `parts` to what `stored` has. Saves nothing.

    rows: whether rows of child relations are taken back too; needed only where the instance carries them itself
    (the content of a revision), since a form without their formsets never touches them.
    """
    model = type(instance)
    with as_editor():
        for field in model._meta.concrete_fields:
            part = part_of(model, field.name)
            if part is not None and part not in parts:
                setattr(instance, field.attname, getattr(stored, field.attname))
        if rows and FACTS not in parts and isinstance(instance, ClusterableModel):
            for relation in get_all_child_relations(model):
                name = cast(str, relation.get_accessor_name())
                if part_of(model, name) is not None:
                    setattr(instance, name, list(getattr(stored, name).all()))
        _restore_stamps(instance, stored, parts)


def _restore_stamps(instance: models.Model, stored: models.Model, parts: Collection[str]) -> None:
    """The stamp of a language goes with its texts; see cicc_site.multilingual.freshness."""
    if not hasattr(instance, "stamps"):
        return
    own = {code: stamp for code, stamp in (instance.stamps or {}).items() if code in parts}
    others = {
        code: stamp for code, stamp in (getattr(stored, "stamps", None) or {}).items() if code not in parts
    }
    instance.stamps = others | own
