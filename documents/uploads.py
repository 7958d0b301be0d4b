"""Pictures sent to the upload screen that still lack their description: kept until somebody gives or deletes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.images.forms import get_image_multi_form
from wagtail.models import UploadedFile

from documents.models import SiteImage
from members.models import User


def waiting_uploads(user: User) -> QuerySet[UploadedFile]:
    """Return the pictures this person uploaded and left without the description that makes them usable."""
    kind = ContentType.objects.get_for_model(SiteImage)
    found: QuerySet[UploadedFile] = UploadedFile.objects.filter(for_content_type=kind, uploaded_by_user=user)
    return found.order_by("pk")


def waiting_forms(user: User) -> list[dict[str, Any]]:
    """Return for each waiting picture what Wagtail's upload screen needs to show its form again."""
    form_class = get_image_multi_form(SiteImage)
    return [
        {
            "upload": upload,
            "form": form_class(
                instance=SiteImage(title=Path(upload.file.name).stem),
                prefix=f"uploaded-image-{upload.pk}",
                user=user,
            ),
            "edit_action": reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload.pk]),
            "delete_action": reverse("wagtailimages:delete_upload_multiple", args=[upload.pk]),
        }
        for upload in waiting_uploads(user)
    ]
