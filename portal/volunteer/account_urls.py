"""allauth's pages under our addresses, and only those we offer; the names are the ones allauth looks up."""

from allauth.account import views as allauth_views
from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView

from portal.volunteer.forms import sign_in as forms
from portal.volunteer.views.security import SecondStepView
from portal.volunteer.views.sign_in import CodeView, PasskeyView, PasswordView, lead_on, sign_in

to_join = RedirectView.as_view(pattern_name="volunteer:join", query_string=True)
reset = allauth_views.PasswordResetView.as_view(form_class=forms.ResetPasswordForm)
reset_code = allauth_views.ConfirmPasswordResetCodeView.as_view(form_class=forms.CodeForm)
reset_done = allauth_views.CompletePasswordResetView.as_view(
    form_class=forms.NewPasswordForm, success_url=reverse_lazy("account_password_login")
)
set_password = allauth_views.PasswordSetView.as_view(form_class=forms.SetPasswordForm)
change_password = allauth_views.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm)

urlpatterns = [
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/", sign_in, name="account_request_login_code"),
    path("sign-in/code/", CodeView.as_view(), name="account_confirm_login_code"),
    path("sign-in/password/", PasswordView.as_view(), name="account_password_login"),
    path("sign-in/passkey/", PasskeyView.as_view(), name="mfa_login_webauthn"),
    path("sign-in/second/", SecondStepView.as_view(), name="mfa_authenticate"),
    path("sign-in/address/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    path("sign-in/done/", lead_on, name="account_email"),
    path("sign-in/closed/", allauth_views.account_inactive, name="account_inactive"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("sign-up/", to_join, name="account_signup"),
    path("password/", change_password, name="account_change_password"),
    path("password/set/", set_password, name="account_set_password"),
    path("password/reset/", reset, name="account_reset_password"),
    path("password/reset/code/", reset_code, name="account_confirm_password_reset_code"),
    path("password/reset/new/", reset_done, name="account_complete_password_reset"),
    path("me/security/", include("portal.volunteer.security_urls")),
]
