"""What the database itself refuses, as steps of migrations; here changes of rows that are only ever added."""

from typing import Any

from django.db.migrations.operations.base import Operation

_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION asar_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME; END $$
    """,
    """
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION asar_refuse_change()
    """,
)
_SQLITE = tuple(
    f"""
    CREATE TRIGGER {{table}}_no_{change.lower()} BEFORE {change} ON {{table}}
    BEGIN SELECT RAISE(ABORT, 'rows of {{table}} are never changed or deleted'); END
    """
    for change in ("UPDATE", "DELETE")
)
_UNDO = {
    "postgresql": ("DROP TRIGGER IF EXISTS {table}_append_only ON {table}",),
    "sqlite": ("DROP TRIGGER IF EXISTS {table}_no_update", "DROP TRIGGER IF EXISTS {table}_no_delete"),
}
_DO = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}


def refusing(vendor: str, table: str) -> list[str]:
    """Return the statements after which the database refuses changes of a table's rows, whoever asks."""
    return [statement.format(table=table) for statement in _DO[vendor]]


def allowing(vendor: str, table: str) -> list[str]:
    """Return the statements that take the refusal back."""
    return [statement.format(table=table) for statement in _UNDO[vendor]]


class Guard(Operation):
    """A migration step after which the database refuses something in the model's table.

    SQLite builds a table anew when a column changes and forgets its triggers: repeat the step after such a change.
    """

    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def put_up(self, vendor: str, table: str) -> list[str]:
        """Return the statements that make the database refuse it."""
        raise NotImplementedError

    def take_down(self, vendor: str, table: str) -> list[str]:
        """Return the statements that take the refusal back."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Put the guard up."""
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in self.put_up(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take it down."""
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in self.take_down(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)


class RefuseChanges(Guard):
    """A migration step after which rows of the model's table can only be added."""

    def put_up(self, vendor: str, table: str) -> list[str]:
        """Create the triggers."""
        return refusing(vendor, table)

    def take_down(self, vendor: str, table: str) -> list[str]:
        """Drop the triggers."""
        return allowing(vendor, table)

    def describe(self) -> str:
        """Say what the step does."""
        return f"Refuse changes of {self.model} rows"
