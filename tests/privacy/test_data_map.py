"""The data map knows every column of every table, and every code it uses has words."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.constants import LOOKUP_SEP

from core.privacy import words
from core.privacy.data_map import CLASSES, LEAVING, LINKS, Table, data_map


def installed() -> dict[str, type[models.Model]]:
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def unclassified(tables: dict[str, Table], found: dict[str, type[models.Model]]) -> list[str]:
    wrong = []
    for label, model in found.items():
        names = {column.name for column in model._meta.concrete_fields}
        known = set(tables[label].columns) if label in tables else set()
        wrong += [f"{label}.{name} is in no class" for name in sorted(names - known)]
        wrong += [f"{label}.{name} is not there" for name in sorted(known - names)]
    return wrong


def people_without_a_path(tables: dict[str, Table]) -> list[str]:
    """Tables that point at a table about people, but say they are about nobody."""
    about = {label for label, table in tables.items() if table.is_about_people}
    return [
        f"{label}.{column.name}"
        for label, table in tables.items()
        if not table.is_about_people
        for column in table.model._meta.concrete_fields
        if column.is_relation and column.related_model._meta.label in about and column.name not in table.actors
    ]


def test_every_column_has_a_class():
    assert unclassified(data_map(), installed()) == []


def test_a_new_column_and_a_new_table_are_found_out():
    tables = dict(data_map())
    user = tables["accounts.User"]
    columns = {name: column for name, column in user.columns.items() if name != "email"}
    tables["accounts.User"] = Table(user.label, user.person, user.leaving, columns)
    del tables["events.RoleSkill"]

    wrong = unclassified(tables, installed())

    assert "accounts.User.email is in no class" in wrong
    assert "events.RoleSkill.level is in no class" in wrong


def test_every_table_that_leads_to_a_person_says_how():
    assert people_without_a_path(data_map()) == []


def test_a_table_that_hides_its_person_is_found_out():
    tables = dict(data_map())
    grant = tables["accounts.RoleGrant"]
    tables["accounts.RoleGrant"] = Table(grant.label, "nobody", "keep", grant.columns)

    assert people_without_a_path(tables) == ["accounts.RoleGrant.user"]


@pytest.mark.parametrize("table", data_map().values(), ids=lambda table: table.label)
def test_a_table_says_what_it_says_in_known_words(table: Table):
    kinds = {column.kind for column in table.columns.values()}
    personal = [column for column in table.columns.values() if column.is_personal]

    assert kinds <= CLASSES
    assert table.leaving in LEAVING
    assert [column.name for column in personal if column.what not in words.SUBJECTS] == []
    assert [column.name for column in personal if column.purpose not in words.PURPOSES] == []
    assert [column.name for column in personal if column.retention not in words.RETENTIONS] == []
    named = {*table.emptied, *table.others, *table.actors, *table.ids}
    assert named <= set(table.columns)
    assert {label for label in table.payload.values() if label not in data_map()} == set()


@pytest.mark.parametrize("table", data_map().values(), ids=lambda table: table.label)
def test_a_path_leads_to_the_account(table: Table):
    if table.person in LINKS:
        return
    for path in (table.person, *table.also):
        found = table.model
        for name in path.split(LOOKUP_SEP):
            found = found._meta.get_field(name).related_model
        assert found is get_user_model()


@pytest.mark.parametrize("table", data_map().values(), ids=lambda table: table.label)
def test_what_expires_does_so_by_a_moment(table: Table):
    for path in table.expires:
        *steps, name = path.split(LOOKUP_SEP)
        model = table.model
        for step in steps:
            model = model._meta.get_field(step).related_model
        assert isinstance(model._meta.get_field(name), models.DateTimeField)


def ids_in_messages() -> set[str]:
    """Every key ending in _id that the code puts into a message."""
    found = set()
    for config in apps.get_app_configs():
        if Path(config.path).parent != settings.BASE_DIR:
            continue
        for path in Path(config.path).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
                if isinstance(node, ast.Call) and name in ("put", "tell", "tell_team"):
                    found |= {word.arg for word in node.keywords if word.arg and word.arg.endswith("_id")}
    return found


def test_every_id_in_a_message_leads_to_a_person_or_is_known_to_lead_to_nobody():
    nobody = {
        "role_id",
        "shift_id",
        "search_id",
        "operation_id",
        "concern_id",
        "call_id",
        "suspicion_id",
        "decision_id",
    }  # go to officers or askers, decisions about organisations to their owners

    assert len(ids_in_messages()) >= 8
    assert ids_in_messages() - set(data_map()["core.OutboxMessage"].payload) - nobody == set()


def test_a_path_that_leads_nowhere_is_found_out():
    with pytest.raises(FieldDoesNotExist):
        data_map()["events.SignUp"].model._meta.get_field("helper")


def test_nothing_about_people_that_is_emptied_or_kept_names_them():
    """Whatever stays after leaving is a number, a day, a code or an emptied column."""
    kept = []
    for table in data_map().values():
        if table.leaving == "delete" or not table.is_about_people or table.person == "step":
            continue
        for name, column in table.columns.items():
            if column.kind in ("contact", "special") and name not in table.emptied:
                kept.append(f"{table.label}.{name}")

    assert kept == []
