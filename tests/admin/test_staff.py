"""Staff: a new colleague signs in with her role at once, and no page talks of algorithms."""

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse


def test_a_new_colleague_gets_her_role_with_her_name(owner: Client) -> None:
    role = Group.objects.get_or_create(name="Stylist")[0]
    secret = "plume-vale-" + "93"
    form = {
        "username": "nele",
        "first_name": "Nele",
        "is_staff": "on",
        "groups": [role.pk],
        "password1": secret,
        "password2": secret,
    }
    assert owner.post(reverse("admin:auth_user_add"), form).status_code == 302
    nele = User.objects.get(username="nele")
    assert nele.is_staff
    assert nele.check_password(secret)
    assert list(nele.groups.all()) == [role]


def test_her_page_offers_a_new_password_and_not_its_hash(owner: Client, tom: User) -> None:
    page = owner.get(reverse("admin:auth_user_change", args=[tom.pk])).content.decode()
    assert "Choose a new password" in page
    assert "algorithm" not in page
    assert "iterations" not in page


def test_who_has_no_role_yet_is_told_so(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("nele", is_staff=True))
    assert "You have no role yet" in client.get(reverse("admin:index")).content.decode()
