"""Rows of tables that answer a question."""

import pytest

from headwise.chains.extractive import extract

CODES = """Codes tell what failed, and each of them is for the service only.

| Code | Meaning | Remedy |
|------|---------|--------|
| E-1446 | pump lost | call the service |
| E-1447 | fan too slow | clean the fan |

After E-1447 the fan must rest for an hour before it is cleaned by hand."""

QUESTION = "What does pooling do?"


def test_the_row_that_has_the_code_comes_first(embeddings):
    summary = extract("What does E-1447 mean?", CODES, embeddings)

    assert summary.startswith("E-1447: fan too slow; clean the fan. After E-1447 the fan must rest")
    assert "service" not in summary


OFFICES = """The assembly elects whom the club needs, for years that the table gives.

| Office | Holder | Years |
| --- | --- | --- |
| Chair | elected by all members | 3 |
| Coach | appointed by the committee | 1 |
| Year of 1975 | nobody | 13.5 |

Members who row appoint their own boat, but nobody else may do that."""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who appoints the coach?", "Coach: appointed by the committee; Years 1."),
        ("Which year was 1975?", "Year of 1975: nobody; Years 13.5."),
        ("Who appoints a boat?", "The assembly elects whom the club needs"),
        ("How is the chairing done?", "Chair: elected by all members; Years 3."),
    ],
)
def test_the_row_that_has_the_words_of_the_question(embeddings, question, answer):
    assert extract(question, OFFICES, embeddings).startswith(answer)


def test_a_row_longer_than_its_head_is_quoted(embeddings):
    table = "| Office |\n| --- |\n|  | the coach is appointed |"

    assert extract("Who appoints the coach?", table, embeddings) == "the coach is appointed."


def test_a_single_word_is_enough_if_it_is_the_first_cell_of_a_row(embeddings):
    table = "| Data | Value |\n| --- | --- |\n| Speed | 9 m/s |\n| Weight (empty) | 3 kg |"

    assert extract("How much does it weigh?", table, embeddings) == "Weight (empty): 3 kg."
    assert extract("How heavy is it?", table, embeddings) == "Weight (empty): 3 kg."


def test_a_table_is_quoted_with_its_rows_where_its_head_is_nearest(embeddings):
    table = "| Day | Opens | Closes |\n| --- | --- | --- |\n| Friday | 9 am | 5 pm |"

    quoted = extract("opening times", table, embeddings)
    assert quoted == "Day, Opens, Closes; Friday, 9 am, 5 pm"

    grouped = "| | June | July |\n| --- | --- | --- |\n| Members |  |  |\n| Grown | 31 | 35 |"
    assert extract("How many members?", grouped, embeddings) == "Members; Grown, 31, 35"


def test_a_table_without_sentences_gives_the_row_that_was_asked_for(embeddings):
    table = "| Layer | Size |\n| --- | --- |\n| Convolution | 28 |\n| Pooling | 14 |"

    assert extract(QUESTION, table, embeddings) == "Pooling: Size 14."


STATEMENT = """Three months ended June 30, in thousands

|  | 2025 | 2024 |
| --- | --- | --- |
| Revenues | $ 318,187 | $ 297,014 |
| Cost of revenues | 172,903 | 165,880 |
| Other revenues, net | 1,903 | 1,880 |
| Net income | $ 39,534 | $ 31,913 |"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What were revenues in 2025?", "Revenues: $ 318,187 (2025); $ 297,014 (2024)."),
        ("What was the cost of revenues?", "Cost of revenues: 172,903 (2025); 165,880 (2024)."),
        ("What was net income on June 30, 2024?", "Net income: $ 39,534 (2025); $ 31,913 (2024)."),
    ],
)
def test_only_the_row_that_is_called_so_with_the_years_that_head_it(embeddings, question, answer):
    dated = STATEMENT.replace("| 2025 | 2024", "| June 30, 2025 | June 30, 2024")

    assert extract(question, STATEMENT.split("\n\n")[1], embeddings) == answer
    assert extract(question, dated, embeddings) == answer.replace("(", "(June 30, ")


def test_a_head_of_several_lines_and_a_second_head_further_down(embeddings):
    table = """|  | Three months |  | Change |
| --- | --- | --- | --- |
|  | June 2025 | June 2024 |  |
|  | (in thousands) |  |  |
| Members | 31 | 30 | 1 |
| Visits | 71 | 68 | 3 |
| The half-year |  |  |  |
|  | Six months |  | Change |
|  | June 2025 | June 2024 |  |
| Guests | 8 | 9 | (1) |"""

    for question, answer in [
        (
            "How many visits?",
            "Visits: 71 (Three months June 2025); 68 (Three months June 2024); Change 3.",
        ),
        (
            "How many guests?",
            "Guests: 8 (Six months June 2025); 9 (Six months June 2024); Change (1).",
        ),
    ]:
        scaled = answer.replace(":", " (in thousands):")
        assert extract(question, table, embeddings) == scaled


def test_figures_with_a_unit_get_the_head_of_their_column_where_there_are_several(embeddings):
    table = "| Part | Output | Package |\n| --- | --- | --- |\n| KX-33 | 3.3 V | DFN-6 |"
    data = "| Founded | 1985 |\n| --- | --- |\n| Staff | 120 |\n| Weight | 9 kg |"

    answer = "KX-33: Output 3.3 V; Package DFN-6."
    assert extract("Which package has KX-33?", table, embeddings) == answer
    assert extract("How many staff?", data, embeddings) == "Staff: 120."


@pytest.mark.parametrize(
    "pointer",
    [
        "See accompanying notes to the consolidated financial statements.",
        "The accompanying notes are an integral part of these financial statements.",
        "Les notes annexes font partie intégrante des présents états financiers.",
    ],
)
def test_a_sentence_that_only_points_to_notes_is_no_answer(embeddings, pointer):
    quoted = extract("Which are the consolidated statements?", f"{pointer}\n\nMay 2025", embeddings)
    assert quoted == "May 2025"

    quoted = extract("What is the income?", f"{STATEMENT}\n\n{pointer}", embeddings)
    assert quoted == "Net income: $ 39,534 (2025); $ 31,913 (2024)."


def test_a_row_is_named_by_its_symbol(embeddings):
    table = """| Parameter | Symbol | Max | Unit |
| --- | --- | --- | --- |
| Supply rejection | PSRR | 72 | dB |
| Idle current | IQ | 12 | mA |"""

    assert extract("How large is PSRR?", table, embeddings) == "Supply rejection: PSRR; Max 72; dB."


GROUPS = """|  | 2025 | 2024 |
| --- | --- | --- |
| Finance income (expense): |  |  |
| Interest expense | 4 | 5 |
| Interest and finance income | 6 | 3 |
| Net income | 39 | 31 |
| Earnings per share: |  |  |
| Basic | 1.45 | 1.18 |
| Diluted | 1.42 | 1.15 |
| Number of shares: |  |  |
| Basic | 27 | 26 |
| Diluted | 28 | 27 |"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "What are diluted earnings per share?",
            "Earnings per share, Diluted: 1.42 (2025); 1.15 (2024).",
        ),
        ("What is the number of basic shares?", "Number of shares, Basic: 27 (2025); 26 (2024)."),
        ("What was net income?", "Net income: 39 (2025); 31 (2024)."),
        ("What was the finance income?", "Interest and finance income: 6 (2025); 3 (2024)."),
    ],
)
def test_a_row_is_quoted_with_the_label_above_that_was_asked_for(embeddings, question, answer):
    assert extract(question, GROUPS, embeddings) == answer


HIRE = """All prices are in euros, and the tax on them comes on top of that.

| Machine | Day | Week |
| --- | --- | --- |
| Saw | 29 | 116 |
| Mini excavator | 145 | 580 |"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the price of a saw?", "Saw: Day 29; Week 116."),
        ("What does the excavator cost?", "Mini excavator: Day 145; Week 580."),
        ("Which tax comes on the price of a saw?", "All prices are in euros, and the tax"),
        ("What does the mixer cost?", "All prices are in euros, and the tax"),
    ],
)
def test_a_named_row_is_quoted_unless_the_text_around_says_more(embeddings, question, answer):
    assert extract(question, HIRE, embeddings).startswith(answer)


@pytest.mark.parametrize("unit", ["(in thousands, unaudited)", "(in Tsd. Euro)"])
def test_a_row_tells_the_scale_and_the_period_that_stand_above_its_table(embeddings, unit):
    table = "|  | 2025 | 2024 |\n| --- | --- | --- |\n| Visits | 71 | 68 |\n| Growth | 4 % | 3 % |"
    text = f"{unit}\n\nSix months ended June 30,\n\n{table}"

    visits = (
        f"Visits {unit}: 71 (Six months ended June 30, 2025); 68 (Six months ended June 30, 2024)."
    )
    assert extract("How many visits?", text, embeddings) == visits
    growth = "Growth: 4 % (Six months ended June 30, 2025); 3 % (Six months ended June 30, 2024)."
    assert extract("How much growth?", text, embeddings) == growth

    inside = table.replace("| Visits", f"|  | {unit} |  |\n| Visits")
    expected = f"Visits {unit}: 71 (2025); 68 (2024)."
    assert extract("How many visits?", inside, embeddings) == expected


def test_of_lines_with_the_same_words_the_one_with_the_fewest_others_is_quoted(embeddings):
    lines = "Total current assets 11,506 9,266\n\nTotal assets $ 50,817 $ 48,594"

    assert (
        extract("What are the total assets?", lines, embeddings) == "Total assets $ 50,817 $ 48,594"
    )


def test_the_nearest_row_is_quoted_to_its_last_figure(embeddings):
    head = "|  | First half of the year 2025 | Second half of the year 2025 | The whole of 2025 |"
    table = f"{head}\n| --- | --- | --- | --- |\n| Dividends paid in cash | 1 | 2 | 3 |"
    text = f"(in thousands, except where the table says something else)\n\n{table}"

    quoted = extract("How much did the company pay out in dividends?", text, embeddings)
    assert quoted.startswith("Dividends paid in cash (in thousands")
    assert quoted.endswith("3 (The whole of 2025)")
