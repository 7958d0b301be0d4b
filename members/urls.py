"""The addresses of the sign-in and of the second step, below the place of the admin (settings.ADMIN_PATH).

Only what is named here is mounted of django-allauth; its names are kept where its code asks for them. Whatever
else stands below account/ does not exist: sign-up, codes by mail, other sites' accounts.
"""

from __future__ import annotations

from allauth.account.views import ReauthenticateView
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from members import account_page, factor_reset, factor_views, sign_in

# For whoever is signed in: in the language of their menus.
for_staff: list[URLPattern | URLResolver] = [
    path("account/", account_page.StaffAccountView.as_view(), name="staff_account"),
    path("account/confirm/", ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", factor_views.ConfirmByCodeView.as_view(), name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        factor_views.ConfirmByPasskeyView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/second-step/", factor_views.IndexView.as_view(), name="mfa_index"),
    path("account/second-step/app/", factor_views.AddAppView.as_view(), name="mfa_activate_totp"),
    path("account/second-step/app/remove/", factor_views.RemoveAppView.as_view(), name="mfa_deactivate_totp"),
    path("account/second-step/passkey/", factor_views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path(
        "account/second-step/passkey/<int:pk>/remove/",
        factor_views.RemovePasskeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "account/second-step/codes/",
        factor_views.RecoveryCodesView.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-step/codes/new/",
        factor_views.MakeRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("users/<int:pk>/second-step/", factor_reset.reset_second_factor, name="reset_second_factor"),
]

# For everybody: the steps of signing in, and a forgotten password.
for_all: list[URLPattern | URLResolver] = [
    path("login/", sign_in.SignInView.as_view(), name="account_login"),
    path("login/second-step/", factor_views.SecondStepView.as_view(), name="mfa_authenticate"),
    path("password_reset/", sign_in.PasswordResetView.as_view(), name="staff_password_reset"),
    path(
        "password_reset/confirm/<uidb64>/<token>/",
        sign_in.PasswordResetConfirmView.as_view(),
        name="staff_password_reset_confirm",
    ),
    re_path(r"^account/.+$", factor_views.closed),
    re_path(r"^login/.+$", factor_views.closed),
]

urlpatterns = decorate_urlpatterns(
    decorate_urlpatterns(for_staff, require_admin_access) + for_all, never_cache
)
