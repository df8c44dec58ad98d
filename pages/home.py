"""The map: what each page answers, how they build on each other, and one small picture to begin with."""

from types import SimpleNamespace

from explorable import field
from explorable.contents import BY_WORD, TOPICS, Topic
from explorable.controls import presets, slider
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.scene import Scene
from explorable.stage import arrow, bars, handle, note, plane, point
from explorable.words import Inline, doors, h, num, p, panel, readouts, said, show, table
from mathcore import verify
from mathcore.matmul import matmul
from mathcore.softmax import Softmax, softmax_report

REACH = 4.0
WORDS = ("mat", "sofa", "moon", "tax")
ARROWS = ((1.6, 0.5), (1.1, 1.3), (-0.9, 1.3), (-0.6, -1.5))
FIELDS = {
    "h": field.numbers((2.4, 0.2), -REACH, REACH, least=2, most=2),
    "T": field.number(1, 0.01, 10),
    "fault": fault("softmax_report"),
}
PRESETS: dict[str, dict] = {
    "sure of the mat": {"h": (4, -0.5)},
    "torn between two": {"h": (1.6, 1.0)},
    "no idea at all": {"h": (0, 0)},
    "about money": {"h": (-1.5, -2.8)},
    "cold": {"h": (4, 2.8), "T": 0.01},
}
CHECKED = {
    "dot_product": "dot_product",
    "matmul": "matmul",
    "derivative": "tangent",
    "gradient_descent": "descend",
    "softmax": "softmax_report",
    "attention": "attention",
}


def view(s: SimpleNamespace) -> Scene:
    """Compare the model's arrow with the arrow of every word, and turn the scores into probabilities."""
    scores = matmul(ARROWS, tuple((part,) for part in s.h)).product[:, 0]
    r = perhaps_broken("softmax_report", s, softmax_report)(scores, s.T)
    verdict = verify.check("softmax_report", scores, s.T, got=r, device=s.device)
    return Scene(
        stage=[
            picture(s, r),
            chances(r),
            readouts(
                said(WORDS[r.top], "next word", "third"),
                num(r.probabilities[r.top], "its probability", "third"),
                num(r.effective, "effective choices", "moment"),
            ),
            badge(s, "softmax_report", verdict),
        ],
        controls=[
            slider(
                "Temperature",
                "T",
                s.T,
                0.01,
                10,
                scale="log",
                digits=2,
                hint="low: sure of itself; high: anything goes",
            )
        ],
        words=words(s, scores, r),
    )


def picture(s: SimpleNamespace, r: Softmax) -> dict:
    """Draw every word as an arrow, and the arrow that the reader turns."""
    origin, limit = (0, 0), (-REACH, REACH)
    return plane(
        "The arrows of four words, and the arrow of the sentence so far",
        (-REACH, REACH),
        (-2.8, 2.8),
        [
            *(arrow(origin, tip, "second", word, width=2.5) for word, tip in zip(WORDS, ARROWS, strict=True)),
            arrow(origin, s.h, "first", "h", width=5),
            point(origin, "muted", radius=3),
            handle(s.h, "h", "first", x="h.0", y="h.1", x_range=limit, y_range=(-2.8, 2.8), snap=0.05, ghost=True),
        ],
        aspect=0.7,
        ticks=False,
        click={"x": "h.0", "y": "h.1"},
        click_snap=0.05,
    )


def chances(r: Softmax) -> dict:
    """Draw the probability of every word."""
    return plane(
        "The probability of each next word",
        (-0.6, len(WORDS) - 0.4),
        (0, 1.1),
        [
            note((-0.6, 1.1), "probability", "third", anchor="start", dx=-44, dy=-6),
            bars(r.probabilities, "third", labels=WORDS, texts=[show(chance, 2) for chance in r.probabilities]),
        ],
        aspect=0.28,
        x_ticks=False,
    )


def words(s: SimpleNamespace, scores: object, r: Softmax) -> list[dict]:
    """Say what the picture is, and show the way."""
    return [
        p("*The cat sat on the …* Which word comes next? A language model has turned the sentence into an arrow, :first[h]. **Drag it.**"),
        p(
            "The model compares :first[h] with the arrow of every word it knows, and the better two arrows agree, the more "
            "likely the word: *{word}* has {chance} now. Two lines of mathematics do this: a [matrix product](/matmul) "
            "gives the scores, and [softmax](/softmax) makes probabilities of them.",
            word=said(WORDS[r.top], "leading word"),
            chance=num(r.probabilities[r.top], "probability of the leading word", "third"),
        ),
        p(
            "How did the sentence become that arrow? Through [attention](/attention). And who set the arrows? Nobody: they "
            "were found by [gradient descent](/gradient_descent). Six ideas carry all of it. Each has a page where you can "
            "take it in hand, and every number on it is checked against PyTorch while you drag."
        ),
        presets("Try this", FIELDS, **{name.replace(" ", "_"): setting for name, setting in PRESETS.items()}),
        h("The six ideas"),
        doors("All pages", [door(topic) for topic in TOPICS if topic.word != "home"]),
        panel(s, "scores", "The numbers behind the picture", lambda: [behind(scores, r)]),
        panel(s, "checks", "For experts: what is checked on each page, and how", lambda: evidence(s)),
    ]  # fmt: skip


def door(topic: Topic) -> tuple[str, str, str, str]:
    """Describe one page, and what it stands on."""
    names = [BY_WORD[word].title.lower() for word in topic.after]
    return (
        f"/{topic.word}",
        topic.title,
        topic.question,
        f"builds on {', '.join(names)}" if names else "a place to begin",
    )


def behind(scores: object, r: Softmax) -> dict:
    """List score, weight and probability of every word."""
    rows: list[list[Inline]] = [
        [word, num(scores[i], f"score of {word}"), num(r.weights[i], f"weight of {word}"),  # type: ignore[index]
         num(r.probabilities[i], f"probability of {word}", "third")]
        for i, word in enumerate(WORDS)
    ]  # fmt: skip
    return table(["word", "score h·word", "exp(score − largest)", "probability"], rows, "Scores and probabilities")


def evidence(s: SimpleNamespace) -> list[dict]:
    """Run the check of every page on a sample drawn with a fixed seed, here and now."""
    rows = []
    for word, routine in CHECKED.items():
        verdict = verify.check_sample(routine, seed=0, device=s.device)
        worst = show(verdict.worst.ratio, 2) if verdict.worst else verdict.reason
        rows.append([BY_WORD[word].title, ", ".join(row.tensor for row in verdict.rows), worst, verdict.device])
    return [
        p(
            "Each page's numbers are computed twice: with NumPy, by code you can read in `mathcore`, and with PyTorch, "
            "derivatives by automatic differentiation. They have to agree within what rounding alone explains: a bound for "
            "each routine, in float64, element by element. The ratio is the largest difference divided by its bound; these "
            "were computed just now, on a sample with a fixed seed."
        ),
        table(["page", "compared with PyTorch", "largest ratio", "device"], rows, "What is checked"),
    ]


lesson("home", FIELDS, view)
