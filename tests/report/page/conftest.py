"""What report.json holds, of a table of the weather: all sections, made from waves."""

import math

import pytest

NAMES = ("temp_max", "temp_min", "wind", "precipitation")
WEATHER = ("drizzle", "fog", "rain", "snow", "sun")
ALL = [*NAMES, "weather"]


def spread(mean, std=0.0):
    """Return a summary of three values."""
    return {"mean": mean, "std": std, "values": [mean - std, mean, mean + std]}


def both(make):
    """Return what a function makes of each side."""
    return {"real": make(0.0), "generated": make(0.3)}


def similar(score, title, generated, floor, **more):
    """Return a score of similarity."""
    return {
        "score": score,
        "title": title,
        "reading": f"how far {title} of generated and real rows lie apart",
        "unit": "share that lies elsewhere",
        "generated": spread(generated, generated / 10),
        "floor": spread(floor, floor / 10),
        "held_out": spread(2 * floor),
        "baselines": {"block bootstrap": floor * 1.2, "Gaussian": 0.18, "constant": 0.9},
        "share": min(1.0, (1 - generated) / (1 - floor)),
        "details": [{"of": name, "generated": generated, "floor": floor} for name in NAMES],
    } | more


def similarity():
    """Return the section of scores.json on similarity."""
    pairs = [{"of": ["temp_max", "temp_min"], "generated": 0.05, "floor": 0.02}]
    return {
        "share": 0.968,
        "definition": "The mean over all scores of 1 - distance, as a share of what other real "
        "rows reach.",
        "verdict": "Generated rows are nearly as close to the real ones as other real rows are; "
        "how a row follows the one before differs most.",
        "grade": "good",
        "scores": [
            similar("marginals", "values of single columns", 0.031, 0.022),
            similar("pairs", "pairs of columns", 0.052, 0.031, details=pairs),
            similar("moves", "moves from row to row", 0.12, 0.034),
            similar("missing", "missing cells", 0.0, 0.0, held_out=None, baselines={}),
        ],
    }


def privacy():
    """Return the section of scores.json on privacy."""
    made = [{"date": f"2013/02/{day}", "temp_max": f"{day}.1"} for day in range(10, 16)]
    found = {
        "tpr": {"value": 0.013, "low": 0.0, "high": 0.071, "chance": 0.032},
        "auc": {"value": 0.512, "low": 0.471, "high": 0.553},
        "reading": "members would lie nearer to generated windows than others do",
    }
    copies = {"exact": 0.0, "near": 0.012, "exact_held_out": 0.0, "near_held_out": 0.014}
    runs = {"longest_run": 2, "longest_run_held_out": 3}
    again = {"exact_training": 0.001, "longest_run_training": 1}
    return {
        "verdict": "No attack does better than guessing at which windows were trained on.",
        "grade": "good",
        "promise": "This is no proof: an attack that nobody has thought of may do better.",
        "compared": {"members": 77, "non_members": 78, "generated": 1079, "unit": "windows"},
        "attacks": [
            {"attack": "nearest", "title": "distance to the nearest generated window"} | found,
            {"attack": "density", "title": "density ratio"}
            | found
            | {"auc": {"value": 0.497, "low": 0.45, "high": 0.54}},
        ],
        "attributes": [
            {"column": "weather", "training": 0.702, "held_out": 0.697}
            | {"advantage": 0.005, "low": -0.031, "high": 0.041}
        ],
        "copies": copies
        | runs
        | again
        | {"reading": "copies should be no more than of held-out rows"},
        "riskiest": [
            {"distance": 0.21, "usual": 0.25, "generated": made}
            | {"real": [row | {"temp_max": "11.1"} for row in made]}
        ],
    }


def scores():
    """Return what scores.json holds."""
    networks = [
        {"score": score, "judge": judge, "against": f"{part} windows"}
        | {"generated": spread(generated, 0.01), "floor": spread(floor, 0.01)}
        for score, judge, generated, floor in (
            ("correlational", "none", 0.053, 0.047),
            ("discriminative", "GRU, 32 units", 0.306, 0.009),
        )
        for part in ("training", "held-out")
    ]
    networks.append(networks[0] | {"score": "predictive", "baseline": 0.489})
    rare = {"column": "weather", "what": "category", "count": 1, "how": "folded into (rare)"}
    far = {"column": "wind", "what": "largest", "count": 3, "how": "pulled in to 8.8"}
    first = {"rank": 1, "what": "column", "of": ["precipitation"], "auc": 0.61}
    second = {"rank": 2, "what": "pair", "of": ["temp_max", "temp_min"], "auc": 0.57}
    return {
        "protocol": "docs/scores.md",
        "quick": False,
        "judge_seeds": 3,
        "windows": {"training": 1079, "held_out": 77, "generated": 1079},
        "scores": networks,
        "constraints": [{"constraint": "temp_max >= temp_min", "generated": 0, "real": 0}],
        "similarity": similarity(),
        "privacy": privacy(),
        "protection": {"by": "rows", "below": 5, "columns": [rare, far]},
        "explanation": [
            second | {"without": None, "reading": "they move apart too slowly"},
            first | {"without": 0.56, "reading": "days of light rain are too many"},
        ],
    }


def pictures():
    """Return the pictures."""

    def wave(column, phase, count=24):
        return [round(10 + 5 * math.sin(i / 3 + column + phase), 3) for i in range(count)]

    def codes(phase):
        return [WEATHER[int(i / 5 + phase) % 5] for i in range(24)]

    sequences = [
        {"column": name, "coded": False} | both(lambda p, c=c: [wave(c, p + k) for k in range(4)])
        for c, name in enumerate(NAMES)
    ]
    coded = {"column": "weather", "coded": True}
    sequences.append(coded | both(lambda p: [codes(p + k) for k in range(4)]))
    shares = both(lambda p: [(1 + math.sin(i / 5 + p)) / 25 for i in range(25)])
    ends = {"low": -5.0, "high": 35.0, "distance": 0.03}
    values = [{"column": name, "beyond": name == "wind"} | ends | shares for name in NAMES]
    weather = {"column": "weather", "distance": 0.02, "categories": list(WEATHER)}
    weather |= {"real": [0.04, 0.07, 0.44, 0.02, 0.43], "generated": [0.05, 0.06, 0.45, 0.02, 0.42]}
    lags = list(range(1, 24))
    curve = both(lambda p: [math.exp(-lag / (8 + 5 * p)) for lag in lags])
    week = {"distance": 0.1, "spread": 4.0} | both(lambda p: wave(0, p, 7))
    dots = both(lambda p: [[math.sin(7 * i) + p, math.cos(9 * i)] for i in range(60)])
    lengths = {"low": 4.5, "high": 8.5, "beyond": False, "mean_real": 6.1, "mean_generated": 6.3}
    missing = {"column": "wind", "distance": 0.01, "real": 0.05, "generated": 0.06}
    return {
        "sides": {"real": {"rows": 1461, "sequences": 1}, "generated": {"rows": 24_000}},
        "columns": 6,
        "excerpts": {"of": 5, "seed": 0, "columns": sequences},
        "values": {"of": 5, "columns": [*values, weather]},
        "pairs": {"of": 5, "columns": ALL, **both(matrix)}
        | {"largest": [{"of": ["temp_max", "wind"], "real": -0.31, "generated": -0.28}]},
        "lags": {"of": 5, "lags": lags}
        | {
            "columns": [
                {"column": n, "coded": n == "weather", "distance": 0.04} | curve for n in ALL
            ]
        },
        "cycles": [
            {"cycle": "weekday", "parts": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]}
            | {"of": 4, "columns": [{"column": name} | week for name in NAMES]}
        ],
        "lengths": lengths | both(lambda p: [0.1, 0.4, 0.3, 0.2]),
        "missing": {"of": 1, "columns": [missing]},
        "projections": {"pca": dots | {"shares": [0.43, 0.2]}, "tsne": dots},
    }


def matrix(phase):
    """Return a matrix of five columns."""
    return [[round(math.cos((i - j) / (2 + phase)), 3) for j in range(5)] for i in range(5)]


def history():
    """Return the rows of a history."""
    first = [
        {"part": 1, "step": step, "likelihood": 12 + 60 / step, "held_out": 13 + step / 900}
        for step in range(20, 820, 20)
    ]
    second = [
        {"part": 2, "step": step, "d_loss": 1.3 - step / 4000, "g_loss": 0.7 + step / 4000}
        for step in range(20, 540, 20)
    ]
    return first + second


def whole():
    """Return the whole of a report.json."""
    predictive = {"title": "predictive", "better": "lower", "reading": "mean absolute error"}
    return {
        "report": 1,
        "kind": "table",
        "title": "seattle_weather.csv",
        "sentence": "rnngan has learned 1,461 rows and 6 columns; 24,000 generated rows beside.",
        "notes": ["This page shows real data: share it like the real table."],
        "scores": scores(),
        "readings": {"predictive": predictive},
        "pictures": pictures(),
        "history": history(),
        "reproduce": {
            "commands": ["rnngan train seattle_weather.csv -o run", "rnngan report run"],
            "seed": 0,
            "steps": 1360,
            "settings": {"training.steps": 820},
            "versions": {"rnngan": "0.1.0", "python": "3.11.7"},
            "hashes": {"seattle_weather.csv": "ab" * 32},
        },
    }


@pytest.fixture
def content():
    """A new whole report.json."""
    return whole()
