"""The hour and weekday on the called party's clock."""

import polars as pl
from polars import col

HOURS, WEEKDAYS = 24, 7


def with_local_clock(attempts: pl.DataFrame) -> pl.DataFrame:
    """`local_hour` (0 to 23) and `local_weekday` (1 Monday to 7); null without a zone."""
    hour, weekday = pl.lit(None, pl.Int8), pl.lit(None, pl.Int8)
    zones = attempts["zone"].drop_nulls().unique().sort().to_list()
    if len(zones) > _FEW:
        return _each_apart(attempts, zones)
    for zone in zones:
        here = col("at").dt.convert_time_zone(zone)
        hour = pl.when(col("zone") == zone).then(here.dt.hour()).otherwise(hour)
        weekday = pl.when(col("zone") == zone).then(here.dt.weekday()).otherwise(weekday)
    return attempts.with_columns(local_hour=hour, local_weekday=weekday)


_FEW = 4
"""Up to so many zones it is quicker to work out every row in each of them."""


def _each_apart(attempts: pl.DataFrame, zones: list[str]) -> pl.DataFrame:
    """Each zone's rows by themselves."""
    numbered = attempts.select("zone", "at").with_row_index("_place")
    parts = [
        part.select(
            "_place",
            local_hour=col("at").dt.convert_time_zone(zone).dt.hour(),
            local_weekday=col("at").dt.convert_time_zone(zone).dt.weekday(),
        )
        for zone in zones
        if not (part := numbered.filter(col("zone") == zone)).is_empty()
    ]
    clock = numbered.select("_place").join(pl.concat(parts), on="_place", how="left")
    return pl.concat([attempts, clock.sort("_place").drop("_place")], how="horizontal")
