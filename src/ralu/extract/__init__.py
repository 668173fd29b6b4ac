"""Files to checked source tables: text first, typed by declaration, all problems at once."""

from ralu.extract.overview import overview
from ralu.extract.source import Source, read_source

__all__ = ["Source", "overview", "read_source"]
