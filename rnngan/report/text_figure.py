"""A picture of quality against diversity: what temperature does."""

from rnngan.report.figures import GENERATED, REAL, literal

COLOURS = (GENERATED, REAL, "#5a8f5a")


def temperatures(found, scores):
    """Return a `Figure`: BLEU-4 against Self-BLEU-4 at each temperature, and where real texts are.

    Args:
        found: {generator: [{"temperature", "bleu_4", "self_bleu_4"}, …]}, scores as {"mean", …}.
        scores: {"held-out texts": {"bleu_4", "self_bleu_4"}, "learned texts": the same}.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.8), layout="constrained")
    axes = figure.subplots()
    for (who, rows), colour in zip(found.items(), COLOURS, strict=False):
        x, y = ([row[key]["mean"] for row in rows] for key in ("self_bleu_4", "bleu_4"))
        axes.plot(x, y, "o-", color=colour, label=literal(who), markersize=4)
        for row in rows:
            point = row["self_bleu_4"]["mean"], row["bleu_4"]["mean"]
            axes.annotate(
                f"{row['temperature']:g}", point, xytext=(4, -9), textcoords="offset points",
                fontsize=7, color=colour,
            )  # fmt: skip
    for who, sign in (("learned texts", "k*"), ("held-out texts", "kD")):
        axes.plot(scores[who]["self_bleu_4"], scores[who]["bleu_4"], sign, label=who)
    axes.set_xlabel("Self-BLEU-4: lower is more varied")
    axes.set_ylabel("BLEU-4: higher is more like real texts")
    axes.set_title("temperature: quality against diversity", fontsize=10)
    axes.legend(fontsize=8)
    axes.grid(alpha=0.25)
    return figure
