"""The cleaning of one column: raw cells in, typed nullable values and faults out."""

from fangpin.rosters.clean.driver import clean_column
from fangpin.rosters.clean.types import Cleaned, Context, FieldType

__all__ = ["Cleaned", "Context", "FieldType", "clean_column"]
