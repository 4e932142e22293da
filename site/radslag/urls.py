"""Every address of the site. The language is in the address: Swedish at /, English at /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from radslag.accounts.shared_passwords import page_password
from radslag.accounts.views import to_code_login, to_staff_login
from radslag.editors.words.scripts import words_of_scripts
from radslag.for_programs.security_contact import security_txt
from radslag.media.views import picture

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", to_staff_login),  # before Wagtail's own
    path("admin/jsi18n/", words_of_scripts),
    path("admin/", include(wagtailadmin_urls)),
    path("dokument/", include("radslag.media.documents")),
    path("", include("home.root_urls")),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("", include("radslag.operation.urls")),
    # Pictures as pages show them, and nothing else: documents are asked for above, where rights are looked at.
    path("media/images/<path:name>", picture, name="media_picture"),
]
if settings.RADSLAG_SHOW_MAIL:
    urlpatterns.append(path("utveckling/", include("radslag.mail.urls")))
if settings.RADSLAG_EID_PROVIDER:
    urlpatterns.append(path("utveckling/e-legitimation/", include("radslag.openid.provider_urls")))
urlpatterns += i18n_patterns(
    path("konto/", include("radslag.accounts.urls")),
    path("", include("radslag.privacy.urls")),
    path("samtal/", include("comments.urls")),
    path("", include("budgeting.urls")),
    path("", include("councils.urls")),
    path("", include("home.urls")),
    # Before Wagtail's own, which takes a password alone, as often as one likes.
    path("_util/login/", to_code_login, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        page_password,
        name="wagtailcore_authenticate_with_password",
    ),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
handler400 = "radslag.views.bad_request"
handler403 = "radslag.views.not_allowed"
handler404 = "radslag.views.page_not_found"
handler500 = "radslag.views.server_error"
