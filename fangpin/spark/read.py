"""Read files in parallel tasks: every task runs the local engine's own reading and cleaning."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any

from fangpin.child import Child
from fangpin.errors import FileFault
from fangpin.io.limits import Limits
from fangpin.reading import PRELOAD, Rosters, add
from fangpin.reading.model import FileRead, ReadOptions
from fangpin.reading.one import refused
from fangpin.reading.replaced import drop_replaced
from fangpin.spark.pieces import Plan, joined

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import SparkSession

    from fangpin.io import InputFile

File = tuple[Path, str]  # where it lies, what it is called
Job = tuple[int, str, tuple[Any, ...]]  # number of the file, task, arguments
WHOLE, PIECE, PLAN = (
    "fangpin.reading.one:read_one",
    "fangpin.spark.pieces:read_piece",
    "fangpin.spark.pieces:plan",
)


def read_files(
    run: Run, files: Sequence[InputFile], progress: Callable[[str], None] | None = None
) -> Rosters:
    """Read every file in order; typed rows lie in the run's folder."""
    made = Rosters(folder=run.kept)
    for number, read in enumerate(run.all([(f.path, f.name) for f in files])):
        if progress is not None:
            progress(f"已读 {files[number].name}")
        add(made, files[number], read)
    drop_replaced(made)
    return made


def typed_folder(place: Path | None) -> TemporaryDirectory[str]:
    """A folder for typed rows that every worker sees (None: among temporary files)."""
    return TemporaryDirectory(prefix="fangpin-typed-", dir=place, ignore_cleanup_errors=True)


def alone(how: ReadOptions) -> ReadOptions:
    """How one task reads."""
    return replace(how, workers=1, cache=None)


@dataclass(frozen=True)
class Run:
    """Reads the files of one run in tasks of Spark.

    how: as one task reads (see `alone`); kept: where typed rows go; chunk: bytes beyond which a
    text or Parquet file is read in several tasks.
    """

    session: SparkSession
    how: ReadOptions
    kept: TemporaryDirectory[str]
    chunk: int

    @property
    def folder(self) -> Path:
        """Where typed rows go."""
        return Path(self.kept.name)

    def all(self, files: Sequence[File]) -> list[FileRead]:
        """What became of each file, in their order: big ones in pieces, the others whole."""
        plans = self.plans(files)
        jobs: list[Job] = []
        for number, (path, name) in enumerate(files):
            told = plans.get(number)
            if told is None:
                jobs.append(self.whole(number, path, name))
            else:
                place = self.folder / f"pieces-{number}"
                place.mkdir()
                for piece in range(len(told.pieces)):
                    jobs.append((number, PIECE, (path, name, self.how, (told, piece), place)))
        parts: dict[int, list[Any]] = {}
        for number, made in self.run(jobs):
            parts.setdefault(number, []).append(made)
        return self.joined(files, plans, parts)

    def plans(self, files: Sequence[File]) -> dict[int, Plan]:
        """How the big files are cut."""
        big = [n for n, (path, _) in enumerate(files) if size_of(path) > self.chunk]
        found = self.run([(number, PLAN, (files[number][0], self.chunk)) for number in big])
        return {number: told for number, told in found if told is not None}

    def joined(
        self, files: Sequence[File], plans: Mapping[int, Plan], parts: Mapping[int, list[Any]]
    ) -> list[FileRead]:
        """The files of their pieces; a file whose pieces do not agree is read whole after all."""
        done: dict[int, FileRead] = {}
        again: list[Job] = []
        for number, (path, name) in enumerate(files):
            made = parts[number][0]
            if number in plans:
                made = joined(parts[number], name, self.folder / f"pieces-{number}")
            if made is None:
                again.append(self.whole(number, path, name))
            else:
                done[number] = made
        done |= dict(self.run(again))
        return [done[number] for number in range(len(files))]

    def whole(self, number: int, path: Path, name: str) -> Job:
        """The task that reads a file at once."""
        place = Path(mkdtemp(dir=self.folder))
        return number, WHOLE, (path, name, self.how, place)

    def run(self, jobs: Sequence[Job]) -> list[tuple[int, Any]]:
        """What each task gives, in the order of the jobs; every task is one of Spark's."""
        if not jobs:
            return []
        rows = [(place, pickle.dumps(job)) for place, job in enumerate(jobs)]
        frame = self.session.createDataFrame(rows, "place int, job binary")
        spread = frame.repartitionByRange(len(rows), "place")
        told = spread.mapInPandas(work, "place int, made binary").toArrow().to_pydict()
        made = dict(zip(told["place"], told["made"], strict=True))
        return [(job[0], pickle.loads(made[place])) for place, job in enumerate(jobs)]


def size_of(path: Path) -> int:
    """The bytes of a file, 0 where it can't be told."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def work(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The tasks named by rows, done in a child of the worker (local limits: it may run away)."""
    import pandas as pd

    for frame in frames:
        made = [pickle.dumps(done(pickle.loads(job))) for job in frame["job"]]
        yield pd.DataFrame({"place": frame["place"], "made": made})


def done(job: Job) -> Any:
    """What one task gives."""
    _, task, arguments = job
    try:
        return child(task, limits_of(arguments)).call(*arguments)
    except FileFault as fault:
        return refused(arguments[1], fault) if task == WHOLE else None


def limits_of(arguments: Sequence[Any]) -> Limits:
    """The limits that the options among the arguments tell."""
    told = next((one.limits for one in arguments if isinstance(one, ReadOptions)), None)
    return told or Limits()


@cache
def child(task: str, limits: Limits) -> Child:
    """The child of this worker for one task; the worker outlives a task, and so does its child."""
    return Child(task, limits, PRELOAD)
