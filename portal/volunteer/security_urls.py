"""Addresses of what proves who a person is; the names are the ones allauth looks up."""

from allauth.account.views import ReauthenticateView as ConfirmByPasswordView
from allauth.mfa.base.views import ReauthenticateView as ConfirmByCodeView
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path
from django.views.generic import RedirectView

from portal.volunteer.forms import security as forms
from portal.volunteer.views import security as views

to_overview = RedirectView.as_view(pattern_name="mfa_index")
confirm_by_password = ConfirmByPasswordView.as_view(form_class=forms.ConfirmByPasswordForm)
confirm_by_code = ConfirmByCodeView.as_view(form_class=forms.ConfirmByCodeForm)

urlpatterns = [
    path("", views.SecurityView.as_view(), name="mfa_index"),
    path("confirm/password/", confirm_by_password, name="account_reauthenticate"),
    path("confirm/code/", confirm_by_code, name="mfa_reauthenticate"),
    path("confirm/passkey/", views.ConfirmByPasskeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("app/", views.AddAppView.as_view(), name="mfa_activate_totp"),
    path("app/remove/", views.RemoveAppView.as_view(), name="mfa_deactivate_totp"),
    path("codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", views.NewCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", to_overview, name="mfa_list_webauthn"),
    path("passkeys/add/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("sessions/end-others/", views.end_others, name="usersessions_end_others"),
    path("sessions/<int:number>/end/", views.end_one, name="usersessions_end_one"),
]
