"""The short mail to the officer in charge when an applicant has written or done something: that there is something to
read, never what. Where nobody is in charge yet, the queue shows it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from wagtail.users.models import UserProfile

from cicc_site import languages
from members import outbox
from members.models import Application, User

OCCASION = "application_for_officer"


def tell(application: Application, number: int) -> None:
    """In the caller's transaction. number: of the event; one mail for each."""
    officer = application.officer
    if officer is None or not officer.is_active or not officer.email:
        return
    outbox.write(
        OCCASION,
        to=officer.email,
        language=language_of(officer),
        context={
            "reference": application.reference,
            "admin_address": settings.SITE_URL + reverse("application_page", args=[application.pk]),
        },
        key=f"application:{application.pk}:{number}:officer",
        application_id=application.pk,
    )


def language_of(officer: User) -> str:
    """That of the officer's menus; never the one that is active, which is the applicant's."""
    chosen = UserProfile.objects.filter(user=officer).values_list("preferred_language", flat=True).first()
    return chosen if chosen in languages.codes() else languages.DEFAULT_LANGUAGE
