"""Writes the data of the sample datasets into gateway/datasets; see README.md beside this file."""

from pathlib import Path

import air_quality
import bike_counts
import open_census

DATASETS = Path(__file__).resolve().parents[2] / "gateway" / "datasets"

for name, maker in (("open-census", open_census), ("air-quality", air_quality), ("bike-counts", bike_counts)):
    maker.generate(DATASETS / name)
    files = [path for path in (DATASETS / name).rglob("*") if path.is_file()]
    print(f"{name}: {len(files)} files, {sum(path.stat().st_size for path in files):,} bytes")
