"""The warehouse folder: swap, history, rollback, and what an interruption leaves."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.publishing import PublicationError, Warehouse, open_build

NOW = datetime(2026, 1, 20, 18, 30, tzinfo=UTC)


def build(warehouse: Warehouse, value: int, keep: int = 7) -> str:
    build_id = warehouse.next_id(NOW)
    path = warehouse.start_build(build_id, warehouse.newest())
    with open_build(path) as con:
        con.execute("create schema if not exists meta")
        con.execute("create table if not exists meta.publikasi (id varchar)")
        con.execute("insert into meta.publikasi values (?)", [build_id])
        con.execute("create or replace table isi as select ? as nilai", [value])
        con.execute("checkpoint")
    warehouse.publish(path, build_id, keep)
    return build_id


def value_of(warehouse: Warehouse) -> int:
    with duckdb.connect(str(warehouse.link), read_only=True) as con:
        row = con.execute("select nilai from isi").fetchone()
    assert row
    return int(row[0])


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


def test_publish_replaces_what_readers_see_and_keeps_the_last_builds(warehouse: Warehouse) -> None:
    ids = [build(warehouse, value, keep=3) for value in range(5)]
    assert value_of(warehouse) == 4
    assert [b.id for b in warehouse.history()] == ids[:1:-1]
    assert not any(path.name.endswith(".wal") for path in warehouse.folder.rglob("*"))
    assert os.stat(warehouse.link).st_mode & 0o222 == 0


def test_a_reader_keeps_its_version_while_a_new_one_is_published(warehouse: Warehouse) -> None:
    build(warehouse, 1)
    with duckdb.connect(str(warehouse.link), read_only=True) as reader:
        build(warehouse, 2)
        assert reader.execute("select nilai from isi").fetchone() == (1,)
    assert value_of(warehouse) == 2


def test_ids_grow_even_when_the_clock_stands_still(warehouse: Warehouse) -> None:
    ids = [build(warehouse, value) for value in range(3)]
    assert ids == sorted(set(ids))


def test_rollback_puts_the_build_before_back_and_a_new_publication_ends_it(warehouse: Warehouse) -> None:
    first, second = build(warehouse, 1), build(warehouse, 2)
    assert warehouse.rollback(None).id == first
    assert (value_of(warehouse), warehouse.is_rolled_back()) == (1, True)
    assert warehouse.newest() is not None
    assert warehouse.newest().id == second  # type: ignore[union-attr]
    assert warehouse.finish_interrupted_publication() is None
    build(warehouse, 3)
    assert (value_of(warehouse), warehouse.is_rolled_back()) == (3, False)


def test_rollback_to_the_newest_is_no_rollback(warehouse: Warehouse) -> None:
    build(warehouse, 1)
    second = build(warehouse, 2)
    warehouse.rollback(None)
    warehouse.rollback(second)
    assert (value_of(warehouse), warehouse.is_rolled_back()) == (2, False)


def test_rollback_names_what_is_missing(warehouse: Warehouse) -> None:
    build(warehouse, 1)
    with pytest.raises(PublicationError, match="lebih lama"):
        warehouse.rollback(None)
    with pytest.raises(PublicationError, match="'20000101-000000' tidak ada"):
        warehouse.rollback("20000101-000000")


def test_a_build_cut_off_before_its_swap_ends_a_rollback(warehouse: Warehouse) -> None:
    build(warehouse, 1)
    build(warehouse, 2)
    earlier = warehouse.rollback(None)
    third = build(warehouse, 3)
    # As a kill between the file's rename and the swap leaves it: the link and the mark are still the rollback's.
    warehouse.link.unlink()
    warehouse.link.symlink_to(f"history/{earlier.path.name}")
    (warehouse.history_folder / "dikembalikan").write_text(warehouse.history()[1].id)
    assert not warehouse.is_rolled_back()
    finished = warehouse.finish_interrupted_publication()
    assert finished is not None
    assert (finished.id, value_of(warehouse)) == (third, 3)


def test_an_interrupted_swap_is_finished(warehouse: Warehouse) -> None:
    first = build(warehouse, 1)
    second = build(warehouse, 2)
    warehouse.link.unlink()
    warehouse.link.symlink_to(f"history/kinerja-{first}.duckdb")
    finished = warehouse.finish_interrupted_publication()
    assert finished is not None
    assert (finished.id, value_of(warehouse)) == (second, 2)


@pytest.mark.parametrize("damage", ["wal", "truncated", "unrecorded"])
def test_an_incomplete_build_is_not_published(warehouse: Warehouse, damage: str) -> None:
    build(warehouse, 1)
    build_id = warehouse.next_id(NOW)
    path = warehouse.start_build(build_id, warehouse.newest())
    if damage == "wal":
        path.with_name(path.name + ".wal").write_bytes(b"x")
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(PublicationError):
        warehouse.publish(path, build_id, 7)
    assert value_of(warehouse) == 1


def test_the_file_has_a_storage_version_that_duckdb_1_2_reads(warehouse: Warehouse) -> None:
    build(warehouse, 1)
    build(warehouse, 2)
    with duckdb.connect(str(warehouse.link), read_only=True) as con:
        tags = con.execute("select tags['storage_version'] from duckdb_databases() where not internal").fetchone()
    assert tags
    assert tags[0].startswith("v1.2")
