"""Pictures: described in each language, never lost on the way in, telling nothing but what they show."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image
from wagtail.models import UploadedFile

from documents.models import SiteImage
from pages.blocks import FigureBlock
from tests.factories import documents as make

ADD = reverse("wagtailimages:add")
ADD_MULTIPLE = reverse("wagtailimages:add_multiple")


def sent(**fields: Any) -> dict[str, Any]:
    """What the form of a picture posts."""
    return {"title": "Meeting", "file": make.picture_file(), "collection": 1, "tags": "", **fields}


def test_a_picture_needs_a_description_unless_it_is_decorative(spanish_desk: Client) -> None:
    response = spanish_desk.post(ADD, sent())
    assert response.status_code == 200
    assert "alt_text_en" in response.context["form"].errors
    assert not SiteImage.objects.exists()
    spanish_desk.post(ADD, sent(alt_text_en="People around a table", alt_text_ar="أشخاص حول طاولة"))
    spanish_desk.post(ADD, sent(is_decorative="on", title="Line"))
    described, decorative = SiteImage.objects.order_by("pk")
    assert (described.title_en, described.title_es) == ("Meeting", None)
    assert (described.alt_text_en, described.alt_text_es) == ("People around a table", None)
    assert decorative.is_decorative


def test_pictures_sent_together_wait_for_their_description(spanish_desk: Client) -> None:
    answer = spanish_desk.post(
        ADD_MULTIPLE, {"title": "meeting", "files[]": make.picture_file(place=True)}
    ).json()
    assert answer["success"]
    upload = UploadedFile.objects.get()
    # The officer closes the window: the picture is still there the next day, and the first screen says so.
    again = spanish_desk.get(ADD_MULTIPLE).content.decode()
    assert f"uploaded-image-{upload.pk}-alt_text_en" in again
    assert ADD_MULTIPLE in spanish_desk.get(reverse("wagtailadmin_home")).content.decode()
    prefix = f"uploaded-image-{upload.pk}"
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload.pk])
    fields = {f"{prefix}-title": "Meeting", f"{prefix}-collection": 1, f"{prefix}-tags": ""}
    assert not spanish_desk.post(address, fields).json()["success"]
    assert spanish_desk.post(address, {**fields, f"{prefix}-alt_text_en": "People"}).json()["success"]
    image = SiteImage.objects.get()
    assert (image.title_en, image.title_es, image.alt_text_en) == ("Meeting", None, "People")
    assert not UploadedFile.objects.exists()
    assert metadata(image) == {}


def metadata(image: SiteImage) -> dict[int, Any]:
    with image.file.storage.open(image.file.name) as file, Image.open(file) as picture:
        return dict(picture.getexif())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.avif", "AVIF")]
)
def test_a_picture_forgets_where_and_when_it_was_taken(name: str, kind: str) -> None:
    photograph = make.picture_file(name, kind, place=True)
    with Image.open(BytesIO(photograph.read())) as before:
        assert before.getexif(), "the test would prove nothing"
    image = make.image(file=photograph)
    assert metadata(image) == {}
    # It was held upright: turned for good, since the note that said so is gone.
    assert (image.width, image.height) == (480, 640)
    assert image.file_size == image.file.size


@pytest.mark.django_db
def test_a_picture_that_tells_nothing_is_kept_as_it_came() -> None:
    drawing = make.picture_file("drawing.png", "PNG")
    content = drawing.read()
    with make.image(file=drawing).file.open() as kept:
        assert kept.read() == content


def test_drawings_with_scripts_and_huge_pictures_are_refused(spanish_desk: Client) -> None:
    drawing = SimpleUploadedFile(
        "a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml"
    )
    huge = make.picture_file("huge.png", "PNG", size=(5001, 5000))
    for file in (drawing, huge):
        response = spanish_desk.post(ADD, sent(file=file, alt_text_en="People"))
        assert "file" in response.context["form"].errors
    assert not SiteImage.objects.exists()


@pytest.mark.django_db
def test_the_description_is_in_the_language_of_the_reader() -> None:
    image = make.image(alt_text_ar="أشخاص حول طاولة")
    for language, text in {
        "en": "People around a table",
        "ar": "أشخاص حول طاولة",
        "fr": "People around a table",
    }.items():
        with translation.override(language):
            assert image.default_alt_text == text
    image.is_decorative = True
    assert image.default_alt_text == ""


@pytest.mark.django_db
def test_a_decorative_picture_needs_no_description() -> None:
    SiteImage(title="Line", is_decorative=True, file=make.picture_file()).full_clean(
        exclude=["width", "height"]
    )
    with pytest.raises(ValidationError, match="decorative"):
        SiteImage(title="Line", file=make.picture_file()).full_clean(exclude=["width", "height"])


@pytest.mark.django_db
def test_a_figure_has_modern_formats_and_a_size_from_the_start() -> None:
    image = make.image(alt_text_ar="أشخاص حول طاولة")
    block = FigureBlock()
    with translation.override("ar"):
        html = block.render(block.to_python({"image": image.pk, "caption": "عنوان"}))
    assert 'type="image/avif"' in html
    assert 'type="image/webp"' in html
    assert 'width="' in html
    assert 'height="' in html
    assert 'alt="أشخاص حول طاولة"' in html
    image.is_decorative = True
    image.save()
    assert 'alt=""' in block.render(block.to_python({"image": image.pk}))


@pytest.mark.django_db
def test_a_figure_whose_picture_was_deleted_renders_without_it() -> None:
    block = FigureBlock()
    assert "<img" not in block.render(block.to_python({"image": None, "caption": "Caption"}))
