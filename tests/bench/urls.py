"""The addresses of the site and a bare view. Only the benchmark's settings name this file; the live site cannot."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from cicc_site import urls


def bare(request: HttpRequest) -> HttpResponse:
    """What Django, our middleware and the server cost before any page is made."""
    return HttpResponse(b"ok", content_type="text/plain")


class BareForm(forms.Form):
    """Ten fields, as many as a step has on the average."""


for place in range(10):
    BareForm.base_fields[f"field_{place}"] = forms.CharField(max_length=200)

PAGE = '<!doctype html><title>Form</title><form method="post">{{ form.as_div }}<button>Send</button></form>'


@csrf_exempt
def bare_form(request: HttpRequest) -> HttpResponse:
    """A form of plain Django that is checked, refused or led on: what a step of an application is compared with."""
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(request.path)
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form}, request))


handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500
urlpatterns = [path("bare/", bare), path("bare-form/", bare_form), *urls.urlpatterns]
