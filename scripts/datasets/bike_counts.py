"""Writes `bike-counts`: one imaginary cycling season at six imaginary counters, one line a day and direction."""

import json
import math
import random
from datetime import date, timedelta

from drawing import Canvas, colour

SEED = 1817
FIRST, LAST = date(2025, 5, 1), date(2025, 10, 31)

# Identifier, name, latitude, longitude, the two directions, riders on a fine weekday, share on week-ends.
COUNTERS = [
    ("B01", "Pont Marie-Gagné", 48.9041, -66.2203, ("north", "south"), 1450, 0.55),
    ("B02", "Quai des Brumes", 48.9007, -66.2126, ("east", "west"), 920, 1.35),
    ("B03", "Rue du Moulin", 48.9102, -66.2311, ("north", "south"), 780, 0.50),
    ("B04", "Parc-des-Érables", 48.9185, -66.2425, ("east", "west"), 540, 1.10),
    ("B05", "Campus", 48.9149, -66.2057, ("north", "south"), 1100, 0.30),
    ("B06", "Sentier du Cap", 48.9467, -66.1388, ("east", "west"), 210, 2.10),
]
PATHS = [
    ("Axe nord-sud", "North-south axis", ["B01", "B03", "B04"]),
    ("Promenade riveraine", "Riverside path", ["B03", "B01", "B02", "B05", "B06"]),
]
# The national holidays of the season, when people ride as on a Sunday.
HOLIDAYS = {date(2025, 5, 19), date(2025, 6, 24), date(2025, 7, 1), date(2025, 9, 1), date(2025, 10, 13)}
# The counter of the path by the cape was out of service.
OUTAGES = {"B06": (date(2025, 7, 8), date(2025, 7, 16))}


def days():
    count = (LAST - FIRST).days + 1
    return [FIRST + timedelta(days=number) for number in range(count)]


def weather(random_):
    """Highest temperature (°C) and rain (mm) of each day; wet days come in runs."""
    wet = False
    for day in days():
        season = math.sin(math.pi * ((day - date(2025, 4, 10)).days) / 215)
        wet = random_.random() < (0.55 if wet else 0.22)
        rain = round(random_.expovariate(1 / 6.5), 1) if wet else 0.0
        warmth = 8 + 18 * max(season, 0) + random_.gauss(0, 2.8) - (3 if wet else 0)
        yield day, round(warmth, 1), rain


def counts():
    random_ = random.Random(SEED)
    for day, warmth, rain in weather(random_):
        free = day.weekday() >= 5 or day in HOLIDAYS
        comfort = math.exp(-(((warmth - 23) / 12) ** 2)) * math.exp(-rain / 14)
        for identifier, _, _, _, directions, riders, weekend in COUNTERS:
            out = OUTAGES.get(identifier)
            for direction in directions:
                share = random_.uniform(0.47, 0.53)
                usual = riders * (weekend if free else 1) * (1.15 if day.month in (6, 9) else 1)
                total = round(usual * comfort * share * random_.uniform(0.9, 1.1))
                broken = out is not None and out[0] <= day <= out[1]
                yield {
                    "date": day.isoformat(),
                    "counter": identifier,
                    "direction": direction,
                    "count": None if broken else total,
                    "temperature_max_c": warmth,
                    "rain_mm": rain,
                }


def places():
    """The counters as points and the paths that join them as lines (RFC 7946)."""
    where = {identifier: [longitude, latitude] for identifier, _, latitude, longitude, *_ in COUNTERS}
    features = [
        {
            "type": "Feature",
            "id": identifier,
            "geometry": {"type": "Point", "coordinates": where[identifier]},
            "properties": {"kind": "counter", "name": name, "directions": list(directions)},
        }
        for identifier, name, _, _, directions, *_ in COUNTERS
    ]
    for name_fr, name_en, stops in PATHS:
        line = {"type": "LineString", "coordinates": [where[stop] for stop in stops]}
        names = {"kind": "path", "name_fr": name_fr, "name_en": name_en}
        features.append({"type": "Feature", "geometry": line, "properties": names})
    return {"type": "FeatureCollection", "features": features}


def bars(rows):
    """All counters together, a bar a day; paler on week-ends and holidays."""
    totals = dict.fromkeys(days(), 0)
    for row in rows:
        totals[date.fromisoformat(row["date"])] += row["count"] or 0
    most = max(totals.values())
    canvas, ink = Canvas(8 + len(totals) * 4, 220), colour("#16202a")
    for place, (day, total) in enumerate(totals.items()):
        free = day.weekday() >= 5 or day in HOLIDAYS
        height = 180 * total / most
        canvas.rectangle(4 + place * 4, 192 - height, 3, height, colour("#6cc5d6" if free else "#0f5c6e"))
        if day.day == 1:
            canvas.rectangle(4 + place * 4, 192, 1, 6, ink)
            canvas.text(10 + place * 4, 200, f"{day.month}", ink, 1.5)
    canvas.rectangle(0, 192, canvas.width, 1, ink)
    return canvas.png()


def generate(folder):
    rows = list(counts())
    folder.mkdir(parents=True, exist_ok=True)
    months = sorted({row["date"][:7] for row in rows})
    for month in months:
        year = folder / month[:4]
        year.mkdir(exist_ok=True)
        lines = (json.dumps(row, separators=(",", ":")) for row in rows if row["date"].startswith(month))
        (year / f"{month}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = json.dumps(places(), ensure_ascii=False, indent=2) + "\n"
    (folder / "counters.geojson").write_text(text, encoding="utf-8")
    (folder / "season-2025.png").write_bytes(bars(rows))
