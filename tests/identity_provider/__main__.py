"""A real OpenID Connect provider: fills its database, prints its port, serves until it is stopped."""

import os
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.identity_provider.settings"
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402  # not before the apps are loaded
from allauth.idp.oidc.models import Client  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402

PEOPLE = {
    # name at the provider: (e-mail, whether the provider has proven it)
    "madina": ("madina@example.org", True),
    "aliya": ("aliya@example.org", True),
    "careless": ("aliya@example.org", False),
}


class Quiet(WSGIRequestHandler):
    def log_message(self, *unused: object) -> None:
        pass


def fill() -> None:
    call_command("migrate", verbosity=0)
    for name, (email, is_proven) in PEOPLE.items():
        user = User.objects.create_user(name, email, "steppe-wind-77", first_name="Мадина", last_name="Төлегенова")
        EmailAddress.objects.create(user=user, email=email, verified=is_proven, primary=True)
    client = Client(id="asar", name="Asar", scopes="openid\nprofile\nemail", skip_consent=True)
    client.redirect_uris = "http://testserver/oidc/partner/login/callback/"
    client.set_secret("our-secret")
    client.save()


fill()
with make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet) as server:
    print(server.server_port, flush=True)
    server.serve_forever()
