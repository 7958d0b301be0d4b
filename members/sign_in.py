"""The one sign-in of the staff: Wagtail's form and look, the steps of django-allauth behind it.

The name and the password are checked by Django's backends, so that the throttle (django-axes) sees them. What
follows, the second factor, is in factor_views.py.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import clear_authentication_records, perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm
from wagtail.admin.views import account

from members import emails
from members.rate_limits import take
from members.sign_in_limits import RESET_FROM, RESET_TO, SIGN_IN, refusal


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")


class PasswordResetForm(WagtailPasswordResetForm):
    """Writes its mail into the outbox: the link in it is a secret until it is sent."""

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Django's seam: once per account with this address. Of its arguments only the account and the token count."""
        path = reverse("staff_password_reset_confirm", args=[context["uid"], context["token"]])
        emails.password_reset(context["user"], to_email, f"{settings.SITE_URL}{path}")


class SignInView(account.LoginView):
    """The first step; a right password leads to the second, or to setting one up."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = refusal(request, SIGN_IN) or super().post(request, *args, **kwargs)
        return answer

    def form_valid(self, form: SignInForm) -> HttpResponse:
        user = form.get_user()
        if self.request.user.is_authenticated:
            logout(self.request)  # whoever signs in here as somebody else takes nothing along
        clear_authentication_records(self.request)
        login = Login(user=user, redirect_url=self.get_success_url())
        response: HttpResponse = perform_password_login(self.request, {}, login)
        remember = form.cleaned_data.get("remember")
        self.request.session.set_expiry(settings.SESSION_COOKIE_AGE if remember else 0)
        return response


class PasswordResetView(account.PasswordResetView):
    """Mails a link. Too many for one inbox look like any other: the page says nothing, and nothing is mailed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = refusal(request, RESET_FROM) or super().post(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        if not take(RESET_TO, form.cleaned_data["email"]).allowed:
            return HttpResponseRedirect(str(self.success_url))
        response: HttpResponse = super().form_valid(form)
        return response


class PasswordResetConfirmView(account.PasswordResetConfirmView):
    """Sets the new password and tells its owner. It signs nobody in: that takes the second factor too."""

    post_reset_login = False

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        emails.account_changed(form.user, "password_changed")
        return response
