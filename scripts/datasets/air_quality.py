"""Writes `air-quality`: an imaginary year of hourly measurements at five imaginary stations.

Only the Parquet file needs a library: pyarrow.
"""

import csv
import json
import math
import random
from datetime import datetime, timedelta, timezone

from drawing import Canvas, blend, colour

SEED = 2025
YEAR = 2025
START = datetime(YEAR, 1, 1, tzinfo=timezone.utc)
HOURS = 365 * 24

# Identifier, name, kind (fr, en), latitude, longitude, altitude in metres, traffic, distance from the smoke.
STATIONS = [
    ("S01", "Vieux-Port", "urbaine", "urban", 48.9021, -66.2147, 6, 1.00, 1.0),
    ("S02", "Parc-des-Érables", "résidentielle", "residential", 48.9188, -66.2419, 41, 0.55, 1.0),
    ("S03", "Zone-Franche", "industrielle", "industrial", 48.8874, -66.1902, 12, 0.85, 1.0),
    ("S04", "Cap-au-Renard", "littorale", "coastal", 48.9533, -66.1210, 18, 0.20, 0.8),
    ("S05", "Lac-Long", "rurale", "rural", 48.8016, -66.4038, 233, 0.10, 1.3),
]
# Days of the year with smoke from far forest fires, and how much (µg/m³ at the worst hour).
SMOKE = [(157, 4, 95.0), (181, 3, 60.0), (214, 5, 120.0)]
MONTHS = "JFMAMJJASOND"


def measurements():
    """One row an hour and station: station, time, PM2.5, NO2 (µg/m³), O3 (µg/m³); `None` when the device was out."""
    random_ = random.Random(SEED)
    for identifier, _, _, _, _, _, _, traffic, smoke_share in STATIONS:
        weather, broken_until = 0.0, -1
        for hour in range(HOURS):
            time = START + timedelta(hours=hour)
            day, clock = hour / 24, time.hour
            weather = 0.985 * weather + random_.gauss(0, 0.11)
            winter = 0.5 + 0.5 * math.cos(2 * math.pi * (day - 15) / 365)
            rush = math.exp(-(((clock - 12) / 1.8) ** 2)) + math.exp(-(((clock - 21) / 2.2) ** 2))
            if time.weekday() >= 5:
                rush *= 0.45
            smoke = sum(
                worst * smoke_share * math.exp(-(((day - first - length / 2) / (length / 2.5)) ** 2))
                for first, length, worst in SMOKE
            )
            calm = math.exp(weather * 0.6)
            pm25 = (3.2 + 4.5 * winter * (0.4 + traffic) + 3.0 * traffic * rush) * calm + smoke * random_.uniform(0.8, 1.15)
            no2 = (2.5 + traffic * (9 + 10 * winter + 22 * rush)) * calm
            sun = max(0.0, math.sin(math.pi * (clock - 9) / 14)) if 9 <= clock <= 23 else 0.0
            o3 = 48 + 42 * sun * (1 - winter) + 10 * (1 - traffic) - 0.45 * no2 + random_.gauss(0, 3)
            if random_.random() < 0.0006:
                broken_until = hour + random_.randint(3, 40)
            if hour < broken_until:
                yield identifier, time, None, None, None
            else:
                values = (pm25 * random_.uniform(0.93, 1.07), no2 * random_.uniform(0.95, 1.05), max(o3, 1.0))
                yield identifier, time, *(round(value, 1) for value in values)


def mean(values):
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None


def daily(rows):
    """Means of the days that have at least 18 measured hours, the usual rule; other days are empty."""
    days = {}
    for station, time, *values in rows:
        days.setdefault((station, time.date()), []).append(values)
    for (station, day), hours in days.items():
        known = sum(values[0] is not None for values in hours)
        means = [mean(column) if known >= 18 else None for column in zip(*hours)]
        yield [day.isoformat(), station, *("" if value is None else value for value in means), known]


def write_parquet(path, rows):
    import pyarrow
    import pyarrow.parquet

    stations, times, pm25, no2, o3 = zip(*rows)
    number = pyarrow.float32()
    table = pyarrow.table(
        {
            "station": pyarrow.array(stations, pyarrow.string()),
            "time": pyarrow.array(times, pyarrow.timestamp("ms", tz="UTC")),
            "pm25": pyarrow.array(pm25, number),
            "no2": pyarrow.array(no2, number),
            "o3": pyarrow.array(o3, number),
        }
    )
    # Small row groups, a page index and Snappy: what a preview over HTTP ranges reads with the least bytes.
    pyarrow.parquet.write_table(table, path, row_group_size=8760, write_page_index=True, compression="snappy")


def heat_map(rows):
    """PM2.5 over the year, a row of 24 hours a station, a column a day, the darker the worse."""
    low, middle, high = colour("#e3f1f4"), colour("#0f5c6e"), colour("#7a1c12")
    canvas, ink = Canvas(790, 24 + 5 * 56), colour("#16202a")
    for month in range(12):
        first = (datetime(YEAR, month + 1, 1) - datetime(YEAR, 1, 1)).days
        canvas.text(50 + first * 2 + 26, 6, MONTHS[month], ink, 1.5)
    for place, station in enumerate(STATIONS):
        canvas.text(8, 24 + place * 56 + 17, station[0], ink, 2)
    for station, time, pm25, _, _ in rows:
        place = int(station[1:]) - 1
        if pm25 is None:
            fill = colour("#ffffff")
        elif pm25 < 25:
            fill = blend(low, middle, pm25 / 25)
        else:
            fill = blend(middle, high, (pm25 - 25) / 75)
        canvas.rectangle(50 + (time.date() - START.date()).days * 2, 24 + place * 56 + time.hour * 2, 2, 2, fill)
    return canvas.png()


def line_chart(rows):
    """Monthly means of PM2.5 as SVG, a line a station; the words are numbers, letters and station codes."""
    months = {}
    for station, time, pm25, _, _ in rows:
        months.setdefault((station, time.month), []).append(pm25)
    means = {key: mean(values) for key, values in months.items()}
    most = 5 * math.ceil(max(means.values()) / 5)
    colours = ["#0f5c6e", "#b4480b", "#5b3a8e", "#1b6b3a", "#1d4f91"]

    def x(month):
        return 60 + (month - 1) * 50

    def y(value):
        return round(300 - 260 * value / most, 1)

    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 340" role="img" font-family="sans-serif" font-size="13">',
        f"  <title>PM2,5 / PM2.5, {YEAR} (µg/m³)</title>",
        '  <rect width="700" height="340" fill="#ffffff"/>',
    ]
    for value in range(0, most + 1, 5):
        lines.append(f'  <line x1="60" x2="610" y1="{y(value)}" y2="{y(value)}" stroke="#c9d0d6"/>')
        lines.append(f'  <text x="50" y="{y(value) + 4}" text-anchor="end" fill="#4a5864">{value}</text>')
    for month in range(1, 13):
        lines.append(f'  <text x="{x(month)}" y="322" text-anchor="middle" fill="#4a5864">{MONTHS[month - 1]}</text>')
    for (identifier, *_), stroke in zip(STATIONS, colours):
        points = " ".join(f"{x(month)},{y(means[identifier, month])}" for month in range(1, 13))
        lines.append(f'  <polyline points="{points}" fill="none" stroke="{stroke}" stroke-width="2"/>')
    for place, ((identifier, *_), fill) in enumerate(zip(STATIONS, colours)):
        lines.append(f'  <rect x="630" y="{52 + place * 24}" width="12" height="12" fill="{fill}"/>')
        lines.append(f'  <text x="648" y="{63 + place * 24}" fill="#16202a">{identifier}</text>')
    return "\n".join([*lines, "</svg>", ""])


def generate(folder):
    rows = list(measurements())
    for name in ("hourly", "daily", "charts"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_parquet(folder / "hourly" / f"{YEAR}.parquet", rows)
    with (folder / "daily" / f"{YEAR}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["date", "station", "pm25", "no2", "o3", "hours"])
        writer.writerows(daily(rows))
    stations = [
        {
            "id": identifier,
            "name": name,
            "kind": {"fr": kind_fr, "en": kind_en},
            "latitude": latitude,
            "longitude": longitude,
            "altitude_m": altitude,
            "measures": ["pm25", "no2", "o3"],
        }
        for identifier, name, kind_fr, kind_en, latitude, longitude, altitude, _, _ in STATIONS
    ]
    text = json.dumps(stations, ensure_ascii=False, indent=2) + "\n"
    (folder / "stations.json").write_text(text, encoding="utf-8")
    (folder / "charts" / f"pm25-{YEAR}.png").write_bytes(heat_map(rows))
    (folder / "charts" / f"pm25-{YEAR}.svg").write_text(line_chart(rows), encoding="utf-8")
