import pytest
from django.urls import reverse
pytestmark = pytest.mark.django_db
def test_smoke(officer, application):
    for name, args in (("applications", []), ("application_page", [application.pk]), ("application_sheet", [application.pk]), ("wagtailadmin_home", [])):
        r = officer.get(reverse(name, args=args))
        assert r.status_code == 200, (name, r.status_code, r.headers)
    for a in ("take-up","ask","join","lapse","assign"):
        r = officer.get(reverse("application_act", args=[application.pk, a])); assert r.status_code == 200, a
    r=officer.get(reverse("applications_bulk")+f"?id={application.pk}"); assert r.status_code==200
