"""Tables that are not made before somebody asks: a graph of queries, made in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

AT_ONCE = 4  # tables made at a time: one's planning beside another's work
NEXT = count()


@dataclass(eq=False)
class Node:
    """One version of a table: a query over other versions, named by its view.

    parts: the versions of which it is the union, in place of a query. frame: how Spark reads it,
    once that is known; kept: whether its rows lie in the work folder, or are few and at hand.
    """

    name: str
    sql: str = ""
    uses: tuple[Node, ...] = ()
    parts: tuple[Node, ...] = ()
    frame: DataFrame | None = None
    kept: bool = False
    empty: bool = False
    view: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.view = f"n{next(NEXT)}_{self.name}"

    @property
    def needs(self) -> tuple[Node, ...]:
        """The versions that this one is made of."""
        return self.uses or self.parts


class Frames:
    """Makes the tables that are asked for, and whatever they rest on, each once.

    A version that only one other one reads is part of that one's query; any other is written as
    Parquet, so that plans stay short and numbers that were given stay.
    """

    def __init__(self, session: SparkSession, folder: Path) -> None:
        self.session = session
        self.folder = folder
        self.lock = RLock()

    def settle(self, wanted: Iterable[Node], later: Iterable[Node] = ()) -> None:
        """Make tables; later: versions that are going to be asked for besides."""
        targets = [node for node in wanted if not node.kept]
        order, readers = closure(targets)
        named = {id(node) for node in (*targets, *later)}
        keep = [n for n in order if id(n) in named or readers[id(n)] > 1]
        jobs: dict[int, Future[None]] = {}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for node in keep:
                before = [jobs[id(n)] for n in below(node, jobs)]
                jobs[id(node)] = pool.submit(self.make, node, before)
            for job in jobs.values():
                job.result()

    def make(self, node: Node, before: Iterable[Future[None]]) -> None:
        """Write one table once those that it rests on are there."""
        for job in before:
            job.result()
        with self.lock:
            frame = self.read(node)
            hollow = self.hollow(node, frame)
        if not hollow:
            path = self.folder / node.view
            frame.write.parquet(str(path))
            hollow = rows_of(path) == 0
        with self.lock:
            made = self.session.createDataFrame([], frame.schema) if hollow else (
                self.session.read.schema(frame.schema).parquet(str(self.folder / node.view))
            )  # fmt: skip
            made.createOrReplaceTempView(node.view)
            node.frame, node.kept, node.empty = made, True, hollow

    def read(self, node: Node) -> DataFrame:
        """How a version is read; its view is there afterwards."""
        if node.frame is not None:
            return node.frame
        for one in node.needs:
            self.read(one)
        parts = [one for one in node.parts[1:] if not one.empty]
        query = node.sql or " UNION ALL ".join(
            f"SELECT * FROM {one.view}" for one in (node.parts[0], *parts)
        )
        node.frame = typed(self.session.sql(query))
        node.frame.createOrReplaceTempView(node.view)
        return node.frame

    def hollow(self, node: Node, frame: DataFrame) -> bool:
        """Whether Spark sees without work that there is no row: what is joined with nothing."""
        if node.needs and not any(one.empty for one in reached(node)):
            return False
        plan = frame._jdf.queryExecution().optimizedPlan()
        return bool(plan.getClass().getSimpleName() == "LocalRelation" and plan.data().isEmpty())


def typed(frame: DataFrame) -> DataFrame:
    """The frame with columns of nothing but nulls as text, which a file can hold."""
    from pyspark.sql.types import NullType

    hollow = [f.name for f in frame.schema.fields if isinstance(f.dataType, NullType)]
    return frame.withColumns({name: frame[name].cast("string") for name in hollow})


def rows_of(path: Path) -> int:
    """The rows of a folder of Parquet files, from their footers."""
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(one).num_rows for one in path.glob("*.parquet"))


def closure(targets: Iterable[Node]) -> tuple[list[Node], Mapping[int, int]]:
    """The versions that are to be made, each after what it needs, and how many read each."""
    order: list[Node] = []
    readers: dict[int, int] = {}

    def visit(node: Node) -> None:
        if node.kept or id(node) in readers:
            return
        readers[id(node)] = 0
        for one in dict.fromkeys(node.needs):
            visit(one)
        order.append(node)

    for node in targets:
        visit(node)
    for node in order:
        for one in node.needs:
            if id(one) in readers:
                readers[id(one)] += 1
    return order, readers


def walk(node: Node, down: Callable[[Node], bool]) -> Iterable[Node]:
    """The versions below one, each once; `down` tells below which to go on."""
    seen: set[int] = set()
    left = list(node.needs)
    while left:
        one = left.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if down(one):
            left += one.needs


def reached(node: Node) -> Iterable[Node]:
    """The kept versions that a query reads in the end, and those on the way."""
    return walk(node, lambda one: not one.kept)


def below(node: Node, jobs: Mapping[int, Future[None]]) -> list[Node]:
    """The versions with a job of their own that a query waits for."""
    found = walk(node, lambda one: not one.kept and id(one) not in jobs)
    return [one for one in found if id(one) in jobs]
