"""What a terminal shows: wrapped at words, nothing of a document steering it."""

import io

import pytest
from rich.console import Console

from headwise.chains import AnswerSection, Source
from headwise.cli.rendering import Screen

SENTENCE = "Pooling shrinks the maps of a layer and makes what follows cheaper to compute. "
HOSTILE = "[bold red]x[/] [link=http://evil.example]y[/link] \x1b[31mred \u202eturned"


def source(number=1, folder="a"):
    return Source(
        collection_name="cnn",
        sub_heading=f"{number} Pooling",
        page_start=number,
        similarity=0.9,
        source=f"/papers/{folder}/cnn.pdf",
    )


def shown(width, *sections):
    out = io.StringIO()
    screen = Screen(Console(file=out, width=width, force_terminal=True, highlight=False))
    for section in sections:
        screen.section(section)
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 100, 160])
def test_lines_end_at_words_and_are_never_longer_than_a_hundred_columns(width):
    section = AnswerSection(heading="Pooling", summary=SENTENCE * 5, sources=())
    lines = shown(width, section).splitlines()

    assert max(len(line) for line in lines[1:]) <= min(width, 100)
    assert " ".join(" ".join(lines[1:]).split()) == " ".join((SENTENCE * 5).split())


def test_the_heading_is_bold_and_the_sources_are_dim_and_numbered_through():
    section = AnswerSection(heading="Pooling", summary="It shrinks.", sources=(source(1),))
    text = shown(80, section, section)

    assert "\x1b[1mPooling" in text
    assert "\x1b[2m[1] cnn.pdf: 1 Pooling, p. 1 (0.90)" in text
    assert "[2] cnn.pdf" in text


def test_files_of_one_name_are_told_apart():
    sources = (source(1, "2023"), source(2, "2024"))
    text = shown(80, AnswerSection(heading="Pooling", summary="It shrinks.", sources=sources))

    assert "2023/cnn.pdf" in text
    assert "2024/cnn.pdf" in text


def test_more_than_a_few_sources_are_counted():
    sources = tuple(source(number) for number in range(1, 7))
    text = shown(80, AnswerSection(heading="Pooling", summary="It shrinks.", sources=sources))

    assert "and 3 more" in text


def test_text_of_documents_is_text():
    section = AnswerSection(heading=HOSTILE, summary=HOSTILE, sources=())
    text = shown(160, section)

    assert "[bold red]x[/]" in text
    assert "\x1b[31m" not in text
    assert "\x1b]8" not in text
    assert "\u202e" not in text
