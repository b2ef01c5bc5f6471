"""What the database itself refuses, as steps of migrations; here changes of rows that are only ever added."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

# SQLite knows no TRUNCATE: there everything is a DELETE.
_POSTGRESQL_EMPTYING = """
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION asar_refuse_change()
    """
_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION asar_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME; END $$
    """,
    """
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION asar_refuse_change()
    """,
    _POSTGRESQL_EMPTYING,
)
# The words of somebody who left become a dash; everything else of the row has to be as it was.
_POSTGRESQL_BUT = (
    """
    CREATE OR REPLACE FUNCTION asar_refuse_change_but() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE words text;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            words := to_jsonb(NEW) ->> TG_ARGV[0];
            IF words IN (TG_ARGV[1], to_jsonb(OLD) ->> TG_ARGV[0])
                AND to_jsonb(OLD) || jsonb_build_object(TG_ARGV[0], words) = to_jsonb(NEW)
            THEN RETURN NEW; END IF;
        END IF;
        RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME;
    END $$
    """,
    """
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION asar_refuse_change_but('{emptied}', '{dash}')
    """,
    _POSTGRESQL[0],
    _POSTGRESQL_EMPTYING,
)
_REFUSED_ON_SQLITE = "BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
_SQLITE = (
    f"CREATE TRIGGER {{table}}_no_update BEFORE UPDATE ON {{table}} {_REFUSED_ON_SQLITE}",
    f"CREATE TRIGGER {{table}}_no_delete BEFORE DELETE ON {{table}} {_REFUSED_ON_SQLITE}",
)
_SQLITE_BUT = (
    f"""
    CREATE TRIGGER {{table}}_no_update BEFORE UPDATE ON {{table}}
    WHEN NEW.{{emptied}} NOT IN ('{{dash}}', OLD.{{emptied}}) OR {{others}} {_REFUSED_ON_SQLITE}
    """,
    _SQLITE[1],
)
_UNDO = {
    "postgresql": (
        "DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        "DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
    ),
    "sqlite": ("DROP TRIGGER IF EXISTS {table}_no_update", "DROP TRIGGER IF EXISTS {table}_no_delete"),
}
_DO = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}
_DO_BUT = {"postgresql": _POSTGRESQL_BUT, "sqlite": _SQLITE_BUT}
DASH = "—"


def refusing(vendor: str, table: str) -> list[str]:
    """Return the statements after which the database refuses changes of a table's rows, whoever asks."""
    return [statement.format(table=table) for statement in _DO[vendor]]


def refusing_but(vendor: str, table: str, *, emptied: str, columns: Sequence[str]) -> list[str]:
    """Return the same with one exception: the column ``emptied`` may become a dash while all ``columns`` stay."""
    others = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in columns if name != emptied)
    return [
        statement.replace("{table}", table)
        .replace("{emptied}", emptied)
        .replace("{dash}", DASH)
        .replace("{others}", others)
        for statement in _DO_BUT[vendor]
    ]


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

    def put_up(self, vendor: str, table: str, columns: Sequence[str]) -> list[str]:
        """Return the statements that make the database refuse it; ``columns`` are all of the table."""
        raise NotImplementedError

    def take_down(self, vendor: str, table: str) -> list[str]:
        """Return the statements that take the refusal back."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Put the guard up, in the place of what is left of an earlier one."""
        meta = to_state.apps.get_model(app_label, self.model)._meta
        columns, vendor = [field.column for field in meta.concrete_fields], schema_editor.connection.vendor
        for statement in (*self.take_down(vendor, meta.db_table), *self.put_up(vendor, meta.db_table, columns)):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take it down."""
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in self.take_down(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)


class RefuseChanges(Guard):
    """A migration step after which rows of the model's table can only be added."""

    def __init__(self, model: str, emptied: str = "") -> None:
        """Take the model, and the column whose words become a dash when a person leaves, if there is one."""
        super().__init__(model)
        self.emptied = emptied

    def put_up(self, vendor: str, table: str, columns: Sequence[str]) -> list[str]:
        """Create the triggers."""
        if self.emptied:
            return refusing_but(vendor, table, emptied=self.emptied, columns=columns)
        return refusing(vendor, table)

    def take_down(self, vendor: str, table: str) -> list[str]:
        """Drop the triggers."""
        return allowing(vendor, table)

    def describe(self) -> str:
        """Say what the step does."""
        return f"Refuse changes of {self.model} rows"


class Freeze(Guard):
    """A migration step after which some columns of a row change no more once it has left its first state.

    ``version`` names a column that a published correction raises by exactly one; without it nothing can be corrected.
    A row that left the first state is not deleted either.
    """

    def __init__(self, model: str, *, state: str, first: str, columns: Sequence[str], version: str = "") -> None:
        """Take the model, the column of the state with its first value, and the columns that freeze."""
        super().__init__(model)
        self.state, self.first, self.columns, self.version = state, first, tuple(columns), version

    def put_up(self, vendor: str, table: str, columns: Sequence[str]) -> list[str]:
        """Create the triggers."""
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
        touched = " OR ".join(f'NEW."{name}" {differs} OLD."{name}"' for name in (*self.columns, self.version) if name)
        frozen = f"OLD.\"{self.state}\" <> '{self.first}' AND ({touched})"
        if self.version:
            frozen += f' AND NEW."{self.version}" <> OLD."{self.version}" + 1'
        back = f"OLD.\"{self.state}\" <> '{self.first}' AND NEW.\"{self.state}\" = '{self.first}'"
        gone = f"OLD.\"{self.state}\" <> '{self.first}'"
        conditions = {"update": ("UPDATE", f"({frozen}) OR ({back})"), "delete": ("DELETE", gone)}
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {table}_no_{name} BEFORE {what} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are frozen'); END"
                for name, (what, condition) in conditions.items()
            ]
        raising = "CREATE OR REPLACE FUNCTION asar_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        raising += "RAISE EXCEPTION 'rows of % are frozen', TG_TABLE_NAME; END $$"
        return [
            raising,
            *(
                f"CREATE TRIGGER {table}_frozen_{name} BEFORE {what} ON {table} FOR EACH ROW "
                f"WHEN ({condition}) EXECUTE FUNCTION asar_refuse_frozen()"
                for name, (what, condition) in conditions.items()
            ),
        ]

    def take_down(self, vendor: str, table: str) -> list[str]:
        """Drop the triggers."""
        if vendor == "sqlite":
            return allowing(vendor, table)
        return [f"DROP TRIGGER IF EXISTS {table}_frozen_{name} ON {table}" for name in ("update", "delete")]

    def describe(self) -> str:
        """Say what the step does."""
        return f"Freeze {self.model} rows once they are no longer {self.first}"
