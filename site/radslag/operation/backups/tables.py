"""Fingerprints of tables, by which two databases can be compared whatever the order of their rows."""

from collections.abc import Iterable
from typing import Any

from psycopg import sql

Cursor = Any  # of psycopg, or Django's
Fingerprint = dict[str, Any]

SAME_EVERYWHERE = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}
"""Settings by which PostgreSQL writes values; the same for both that are compared."""
ALL = """
    SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""
OF_A_TABLE = sql.SQL("""
    SELECT count(*), encode(sha256(coalesce(string_agg(row_hash, '' ORDER BY row_hash), '')::bytea), 'hex')
    FROM (SELECT md5(t::text) AS row_hash FROM {} t WHERE {}) AS hashed
""")


def all_tables(cursor: Cursor) -> list[str]:
    """The names of the tables of the database, in order."""
    cursor.execute(ALL)
    return [name for (name,) in cursor.fetchall()]


def fingerprints(cursor: Cursor, tables: Iterable[str]) -> dict[str, Fingerprint]:
    """Rows and checksum of each table, within the transaction that the cursor is in."""
    _write_alike(cursor)
    return {table: _fingerprint(cursor, table) for table in tables}


def fingerprints_of_unit(
    cursor: Cursor, tables: Iterable[tuple[str, str]], unit: int
) -> dict[str, Fingerprint]:
    """The same for the rows of one unit: those whose column (second of each pair) is its number."""
    _write_alike(cursor)
    return {table: _fingerprint(cursor, table, column, unit) for table, column in tables}


def units(cursor: Cursor, tables: Iterable[tuple[str, str]]) -> list[int]:
    """The numbers that stand in the columns (second of each pair) of the tables."""
    each = [
        sql.SQL("SELECT {} AS unit FROM {}").format(sql.Identifier(column), sql.Identifier(table))
        for table, column in tables
    ]
    cursor.execute(
        sql.SQL("SELECT DISTINCT unit FROM ({}) AS found ORDER BY 1").format(sql.SQL(" UNION ").join(each))
    )
    return [unit for (unit,) in cursor.fetchall()]


def _fingerprint(cursor: Cursor, table: str, column: str = "", unit: int = 0) -> Fingerprint:
    which = sql.SQL("{} = {}").format(sql.Identifier(column), unit) if column else sql.SQL("true")
    cursor.execute(OF_A_TABLE.format(sql.Identifier(table), which))
    rows, digest = cursor.fetchone()
    return {"rows": rows, "sha256": digest}


def _write_alike(cursor: Cursor) -> None:
    for name, value in SAME_EVERYWHERE.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
