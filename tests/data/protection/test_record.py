from rnngan.data.protection.record import Protected, Protection

COLUMNS = (
    Protected(column="found", what="category", count=1, how="folded into (rare)", into="(rare)",
              kept=("cold", "flu")),
    Protected(column="age", what="smallest", count=1, how="pulled in to 18", limit=18),
    Protected(column="age", what="largest", count=3, how="pulled in to 95", limit=95),
    Protected(column="dose", what="values", count=2, how="moved to the nearest of the others"),
    Protected(column="x", what="left out", count=4, how="left out: fewer than 10 rows have any"),
)  # fmt: skip


def test_facts_are_what_may_be_known():
    found = Protection(by="series", below=5, columns=COLUMNS[:2], rules=("a <= b",))
    assert found.facts() == {
        "by": "series",
        "below": 5,
        "columns": [
            {"column": "found", "what": "category", "count": 1, "how": "folded into (rare)"},
            {"column": "age", "what": "smallest", "count": 1, "how": "pulled in to 18"},
        ],
    }
    assert Protection.model_validate_json(found.model_dump_json()) == found
    assert Protection.model_validate(found.facts()).lines() == found.lines()


def test_a_column_has_one_line_for_a_person():
    assert Protection(by="rows", below=5, columns=COLUMNS).lines() == [
        ["found", "1 value folded into (rare)"],
        ["age", "the smallest (1 row) pulled in to 18; the largest (3 rows) pulled in to 95"],
        ["dose", "2 values moved to the nearest of the others"],
        ["x", "left out: fewer than 10 rows have any"],
    ]
    one = Protection(by="series", below=5, columns=COLUMNS[1:2])
    assert one.lines() == [["age", "the smallest (1 series) pulled in to 18"]]


def test_a_note_names_the_first_columns():
    assert Protection(by="series", below=5).notes() == []
    columns = [COLUMNS[1].model_copy(update={"column": f"c{i}"}) for i in range(7)]
    assert Protection(by="series", below=5, columns=columns).notes() == [
        "what fewer than 5 series hold is not learned ('c0', 'c1', 'c2', 'c3', 'c4' and 2 more): "
        "`rnngan inspect` says what was done, --protect off learns all"
    ]
