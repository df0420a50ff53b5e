"""People, their passwords, and the roles they hold and held."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from staydown.kernel import actors, clock, people
from staydown.kernel.actors import Actor
from staydown.kernel.errors import InputError, NotFound, PermissionDenied
from staydown.kernel.models import RoleGrant, User
from staydown.kernel.permissions import BY_ROLE, Role
from tests.support.flow import quick_passwords

__all__ = ["quick_passwords"]

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def add(*roles: Role, username: str = "specimen", password: str = PASSWORD) -> tuple[User, bool]:
    return people.add(actors.shell(), username, password, list(roles))


def test_a_person_may_do_what_their_roles_may() -> None:
    user, created = add(Role.REVIEWER, Role.AUDITOR)
    assert created
    actor = user.as_actor()
    assert (actor.kind, actor.id) == ("user", str(user.id))
    assert actor.permissions == BY_ROLE[Role.REVIEWER] | BY_ROLE[Role.AUDITOR]


def test_a_person_without_a_role_may_do_nothing() -> None:
    assert add()[0].as_actor().permissions == frozenset()


def test_a_role_that_has_ended_gives_nothing_and_stays_on_record() -> None:
    user, _ = add(Role.REVIEWER)
    RoleGrant.objects.filter(user=user).update(ended_at=clock.now())
    assert user.as_actor().permissions == frozenset()
    assert RoleGrant.objects.filter(user=user, role="reviewer").exists()


def test_a_known_person_gets_the_roles_that_they_lack_and_keeps_their_password() -> None:
    add(Role.REVIEWER)
    user, created = add(Role.REVIEWER, Role.LEGAL, password="another horse battery")
    assert not created
    assert set(user.roles()) == {Role.REVIEWER, Role.LEGAL}
    assert user.check_password(PASSWORD)


def test_a_role_is_held_once_at_a_time() -> None:
    user, _ = add(Role.REVIEWER)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=user, role="reviewer")
    RoleGrant.objects.filter(user=user).update(ended_at=clock.now())
    add(Role.REVIEWER)
    assert RoleGrant.objects.filter(user=user).count() == 2


@pytest.mark.parametrize("password", ["", "elevenchars", "qwerty123456"])
def test_a_weak_password_is_refused_and_nobody_made(password: str) -> None:
    with pytest.raises(InputError) as error:
        add(Role.REVIEWER, password=password)
    assert error.value.code == "weak-password"
    assert not password or password not in error.value.message
    assert not User.objects.exists()


def test_only_who_manages_people_adds_one() -> None:
    reviewer = Actor("user", "7", BY_ROLE[Role.REVIEWER])
    with pytest.raises(PermissionDenied):
        people.add(reviewer, "specimen", PASSWORD, [Role.ADMINISTRATOR])
    assert not User.objects.exists()


def test_a_password_is_not_kept_as_it_is() -> None:
    user, _ = add(Role.REVIEWER)
    assert PASSWORD not in user.password


def test_it_finds_people_by_username() -> None:
    user, _ = add(Role.REVIEWER)
    assert people.user("specimen") == user
    assert people.everybody() == [user]
    with pytest.raises(NotFound, match="staydown users add"):
        people.user("nobody")
