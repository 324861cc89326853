"""Files that people read, each written by a function of its own: side by side, and once only.

A large run writes them in child processes while the caller does something else, and takes what
comes out as before from the cache (fangpin.kept.books). A small one writes them one after the
other where it is: a child takes longer to start.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from fangpin.child import Child, pool
from fangpin.errors import UseError
from fangpin.kept import books
from fangpin.reading import cache as kept

MANY = 20_000  # lines in all from which processes are worth their start


@dataclass(frozen=True)
class Job:
    """Files that one function writes: function(*arguments, *aids, *paths).

    task: "module:function". arguments: what the content rests on, without order or identity that
    differs between processes (no sets). aids: what the function needs and the content does not
    rest on, as where a roster lies; rests_on: what tells of it where it does, None where the files
    can't be kept. size: how long it takes, in lines of a county's workbook.
    """

    task: str
    arguments: tuple[Any, ...]
    paths: tuple[Path, ...]
    size: int
    aids: tuple[Any, ...] = ()
    rests_on: str | None = ""


@contextmanager
def written(jobs: Sequence[Job], workers: int = 1, folder: Path | None = None) -> Iterator[None]:
    """Write the files of all jobs, in a large run while the block runs, else after it.

    workers: processes. folder: the cache, None where nothing is kept. Raises OSError where a file
    can't be written, and the UseError of a job.
    """
    many = sum(job.size for job in jobs) > MANY
    where = folder if many else None
    if many and workers > 1:
        with pool(_writer, workers) as start:
            largest = sorted(jobs, key=lambda job: -job.size)
            futures = [start(lambda child, job: _write(job, where, child), job) for job in largest]
            yield
            for future in futures:
                future.result()
    else:
        yield
        for job in jobs:
            _write(job, where)
    if where is not None:
        kept.shrink(where, kept.DEFAULT_LIMIT)


def _writer() -> Child:
    return Child("fangpin.report.jobs:perform")


def _write(job: Job, folder: Path | None, child: Child | None = None) -> None:
    """Take a job's files from the cache, else write and keep them."""
    told = packed(job.arguments) if folder is not None or child is not None else b""
    key = None
    if folder is not None and job.rests_on is not None:
        key = books.key_of(job.task, told, job.rests_on.encode())
        if books.take(folder, key, job.paths):
            return
    if child is None:
        _function(job.task)(*job.arguments, *job.aids, *job.paths)
    else:
        error = child.call(job.task, told, job.aids, job.paths)
        if error is not None:
            raise error
    if folder is not None and key is not None:
        books.keep(folder, key, job.paths)


def perform(
    task: str, told: bytes, aids: tuple[Any, ...], paths: tuple[Path, ...]
) -> Exception | None:
    """Write a job's files in a child; the error that the run is to end with is told."""
    try:
        _function(task)(*pickle.loads(told), *aids, *paths)
    except (OSError, UseError) as error:
        return error
    return None


def _function(task: str) -> Any:
    module, _, name = task.partition(":")
    return getattr(import_module(module), name)


def packed(arguments: Any) -> bytes:
    """Arguments as bytes: for the pipe, and the same ones wherever the content is the same."""
    file = io.BytesIO()
    _Packer(file).dump(arguments)
    return file.getvalue()


class _Packer(pickle.Pickler):
    """Tables go as Parquet, which has nothing but values; nothing is told by being the same object.

    So neither what lies under a null nor how two texts came to be equal shows.
    """

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=5)
        self.fast = True

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, pa.Table):
            return _table, (_parquet(obj),)
        if isinstance(obj, pl.DataFrame):
            return _frame, (_parquet(obj.to_arrow(compat_level=pl.CompatLevel.oldest())),)
        return NotImplemented


def _parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    plain = table.replace_schema_metadata(None)
    pq.write_table(plain, sink, compression="lz4", use_dictionary=False, write_statistics=False)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _table(data: bytes) -> pa.Table:
    return pq.read_table(pa.BufferReader(data))


def _frame(data: bytes) -> pl.DataFrame:
    frame = pl.from_arrow(_table(data))
    assert isinstance(frame, pl.DataFrame)
    return frame
