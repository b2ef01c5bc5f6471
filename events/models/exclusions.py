"""What the database itself refuses about time: one person at two shifts at once."""

from collections.abc import Sequence

from core.guards import Guard

_OVERLAP = """
    SELECT RAISE(ABORT, 'presences of one person overlap') WHERE EXISTS (
        SELECT 1 FROM {table} AS other
        WHERE other.volunteer_id = NEW.volunteer_id AND other.id <> NEW.id
          AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
    );
"""
# Ranges of one number compare keys without an extension, so nobody needs the rights to install one.
_DO = {
    "postgresql": (
        """
        ALTER TABLE {table} ADD CONSTRAINT {table}_one_place_at_a_time EXCLUDE USING gist (
            int8range(volunteer_id, volunteer_id, '[]') WITH &&, tstzrange(starts_at, ends_at, '[)') WITH &&
        )
        """,
    ),
    "sqlite": tuple(
        f"CREATE TRIGGER {{table}}_one_place_at_a_time_{name} AFTER {change} ON {{table}} BEGIN {_OVERLAP} END"
        for name, change in (("insert", "INSERT"), ("update", "UPDATE OF volunteer_id, starts_at, ends_at"))
    ),
}
_UNDO = {
    "postgresql": ("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_one_place_at_a_time",),
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {{table}}_one_place_at_a_time_{name}" for name in ("insert", "update")),
}


def refusing_overlaps(vendor: str, table: str) -> list[str]:
    """Return the statements after which half-open spans of one person in a table cannot overlap."""
    return [statement.format(table=table) for statement in _DO[vendor]]


def allowing_overlaps(vendor: str, table: str) -> list[str]:
    """Return the statements that take the refusal back."""
    return [statement.format(table=table) for statement in _UNDO[vendor]]


class RefuseOverlaps(Guard):
    """A migration step after which one person's spans in the model's table cannot overlap."""

    def put_up(self, vendor: str, table: str, columns: Sequence[str]) -> list[str]:
        """Create the constraint or the triggers."""
        return refusing_overlaps(vendor, table)

    def take_down(self, vendor: str, table: str) -> list[str]:
        """Drop them."""
        return allowing_overlaps(vendor, table)

    def describe(self) -> str:
        """Say what the step does."""
        return f"Refuse overlapping {self.model} rows of one person"
