"""Writes `open-census`: the imaginary census of an imaginary province, Val-Boréal, in 2011, 2016 and 2021."""

import csv
import math
import random

from drawing import Canvas, colour

SEED = 2021
YEARS = (2011, 2016, 2021)

# Code, name, people in 2011, growth in five years, median age.
REGIONS = [
    ("VB01", "Anse-aux-Bouleaux", 148_300, 0.052, 39),
    ("VB02", "Basses-Terres", 96_450, 0.018, 43),
    ("VB03", "Côte-des-Brumes", 31_200, -0.034, 49),
    ("VB04", "Grand-Portage", 74_850, 0.027, 42),
    ("VB05", "Haute-Rivière", 52_600, 0.009, 44),
    ("VB06", "Îles-du-Large", 8_940, -0.021, 51),
    ("VB07", "Lac-à-l’Épaule", 41_700, 0.036, 41),
    ("VB08", "Monts-Éboulés", 19_350, -0.012, 47),
    ("VB09", "Nord-Intérieur", 12_800, 0.041, 31),
    ("VB10", "Plaine-aux-Outardes", 63_100, 0.022, 42),
    ("VB11", "Pointe-Saint-Elme", 27_450, 0.004, 46),
    ("VB12", "Val-Central", 215_900, 0.067, 37),
]
AGES = [f"{age}-{age + 4}" for age in range(0, 85, 5)] + ["85+"]
HOUSEHOLDS = ["1", "2", "3", "4", "5+"]

DICTIONARY = [
    ("population.csv", "code_region", "texte", "Code de la région, stable d’un recensement à l’autre", "Code of the region, the same at every census"),
    ("population.csv", "region", "texte", "Nom de la région", "Name of the region"),
    ("population.csv", "groupe_age", "texte", "Groupe d’âge, en années révolues", "Age group, in completed years"),
    ("population.csv", "genre", "texte", "F : femmes; H : hommes", "F: women; H: men"),
    ("population.csv", "population", "entier", "Personnes, arrondies au hasard à un multiple de 5", "People, rounded at random to a multiple of 5"),
    ("menages.csv", "code_region", "texte", "Code de la région", "Code of the region"),
    ("menages.csv", "region", "texte", "Nom de la région", "Name of the region"),
    ("menages.csv", "taille", "texte", "Personnes dans le ménage", "People in the household"),
    ("menages.csv", "menages", "entier", "Ménages privés, arrondis comme la population", "Private households, rounded as the population is"),
    ("menages.csv", "revenu_median", "entier", "Revenu annuel médian du ménage, en dollars courants", "Median yearly income of the household, in current dollars"),
]


def rounded(random_, number):
    """To a multiple of 5, up or down at random in proportion, as census offices do to protect people."""
    low = math.floor(number / 5) * 5
    return low + (5 if random_.random() < (number - low) / 5 else 0)


def age_weights(median_age, gender):
    """The share of each age group: a plateau, then a decline that comes later for women and older regions."""
    weights = []
    for index in range(len(AGES)):
        age = index * 5 + 2.5
        decline = 1 / (1 + math.exp((age - (median_age * 1.75 + (3 if gender == "F" else 0))) / 7))
        wave = 1 + 0.22 * math.exp(-(((age - median_age * 1.35) / 9) ** 2))
        weights.append(decline * wave)
    total = sum(weights)
    return [weight / total for weight in weights]


def population(random_, year):
    steps = (year - YEARS[0]) / 5
    for code, name, start, growth, median_age in REGIONS:
        people = start * (1 + growth) ** steps
        for gender, share in (("F", 0.506), ("H", 0.494)):
            for age, weight in zip(AGES, age_weights(median_age + steps, gender)):
                noise = random_.uniform(0.97, 1.03)
                yield code, name, age, gender, rounded(random_, people * share * weight * noise)


def households(random_, year):
    steps = (year - YEARS[0]) / 5
    for code, name, start, growth, median_age in REGIONS:
        total = start * (1 + growth) ** steps / 2.35
        older = (median_age - 40) / 100
        shares = [0.29 + older, 0.35 + older / 2, 0.15 - older / 2, 0.14 - older / 2, 0.07 - older / 2]
        income = random_.uniform(52_000, 61_000) * 1.11**steps
        for size, share, times in zip(HOUSEHOLDS, shares, (0.58, 1.06, 1.34, 1.62, 1.57)):
            median = round(income * times / 100) * 100
            yield code, name, size, rounded(random_, total * share), median


def pyramid(rows):
    """The age pyramid of the whole province: men on the left, women on the right, groups in the middle."""
    sums = {(age, gender): 0 for age in AGES for gender in "FH"}
    for _, _, age, gender, people in rows:
        sums[age, gender] += people
    most = max(sums.values())
    canvas, ink = Canvas(640, 460), colour("#16202a")
    canvas.text(150, 14, "H", ink, 2)
    canvas.text(480, 14, "F", ink, 2)
    for place, age in enumerate(reversed(AGES)):
        top = 40 + place * 23
        for gender, fill in (("H", "#0f5c6e"), ("F", "#5b3a8e")):
            width = 265 * sums[age, gender] / most
            left = 285 - width if gender == "H" else 355
            canvas.rectangle(left, top, width, 19, colour(fill))
        canvas.text(320 - len(age) * 6, top + 2.5, age, ink, 2)
    return canvas.png()


def write_csv(path, header, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def generate(folder):
    random_ = random.Random(SEED)
    for year in YEARS:
        people = list(population(random_, year))
        write_csv(folder / str(year) / "population.csv", ["code_region", "region", "groupe_age", "genre", "population"], people)
        homes = households(random_, year)
        write_csv(folder / str(year) / "menages.csv", ["code_region", "region", "taille", "menages", "revenu_median"], homes)

    crossed = {}
    for _, name, age, _, count in people:
        crossed.setdefault(name, dict.fromkeys(AGES, 0))[age] += count
    rows = ([name, *by_age.values()] for name, by_age in crossed.items())
    # A key with spaces and accents, as people make them.
    write_csv(folder / "2021" / "tableaux croisés" / "âge et région.csv", ["region", *AGES], rows)

    write_csv(folder / "dictionnaire.csv", ["fichier", "colonne", "type", "description_fr", "description_en"], DICTIONARY)
    (folder / "figures").mkdir(exist_ok=True)
    (folder / "figures" / "pyramide-2021.png").write_bytes(pyramid(people))
