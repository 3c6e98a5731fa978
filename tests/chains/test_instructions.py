"""What the project's origin asked of a model, instruction by instruction.

Each test is named for one instruction and runs twice: with the extractive default, and with a
model, scripted to do what a careless model does where the instruction forbids it.
"""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwise import sections_chain
from headwise.retrievers.text.numbering import split_number
from tests.support.openai_server import is_combine, is_triage, obedient, prompt_of, repeated

QUESTION = "How do convolutional layers work in a CNN?"
KERNELS = (
    "A convolutional layer slides small kernels over its input. Each kernel computes a scalar "
    "product at every position, which gives one activation map. The kernels are learned from data."
)
SHARING = (
    "Convolutional layers share the weights of a kernel between all positions of the input. "
    "Sharing lowers the number of weights of a convolutional layer by orders of magnitude."
)
CRITIQUE = (
    "A convolutional layer treats every position alike, which hurts where position matters. "
    "Convolutional layers without any position code cannot tell the border from the middle."
)
COOKING = (
    "The canteen of the institute serves lunch from noon until two. "
    "Vegetarian dishes are offered on every weekday except Friday."
)


def hit(text, sub_heading, collection="cnn1", similarity=0.9):
    return {
        "text": text,
        "sub_heading": sub_heading,
        "collection_name": collection,
        "similarity": similarity,
    }


@pytest.fixture(params=["extracts", "model"])
def llm(request, openai_server):
    """What writes: nothing but the code, or the scripted server."""
    return "openai:scripted" if request.param == "model" else None


def ask(hits, llm, **options):
    return sections_chain(llm, **options).invoke({"question": QUESTION, "hits": hits})


def headings(answer):
    return re.findall(r"^## (.*)$", answer.markdown, re.MULTILINE)


def sentences(text):
    return re.findall(r"[^.!?]+[.!?]", text)


class TestInput:
    def test_only_excerpts_at_or_above_the_threshold_are_used(self, llm, openai_server):
        answer = ask(
            [hit(KERNELS, "1 In", similarity=0.85), hit(SHARING, "2 Out", similarity=0.8499)], llm
        )

        assert headings(answer) == ["In"]
        assert "Sharing" not in answer.markdown
        assert not any("Sharing lowers" in prompt for prompt in openai_server.prompts())

    @pytest.mark.parametrize("key", ["sub_heading", "sub-heading", "sub-headding"])
    def test_heading_comes_from_the_sub_heading_key_however_spelt(self, llm, key):
        given_hit = hit(KERNELS, "2.2 Convolutional layer")
        given_hit[key] = given_hit.pop("sub_heading")

        assert headings(ask([given_hit], llm)) == ["Convolutional layer"]


class TestHeadings:
    @pytest.mark.parametrize(
        ("printed", "heading"),
        [
            ("2.2 Pooling", "Pooling"),
            ("2.2. Pooling", "Pooling"),
            ("A. Pooling", "Pooling"),
            ("IV. Pooling", "Pooling"),
            ("Chapter 3: Pooling", "Pooling"),
            ("§ 2 Pooling", "Pooling"),
            ("(a) Pooling", "Pooling"),
            ("Appendix B Pooling", "Pooling"),
        ],
    )
    def test_initial_number_is_removed(self, llm, printed, heading):
        assert headings(ask([hit(KERNELS, printed)], llm)) == [heading]

    @pytest.mark.parametrize(
        "printed",
        [
            "3D convolution", "2020 results", "A note on units", "I/O", "5G networks", "1984",
            "C++ basics", "V-shaped", "I think therefore", "X-ray", "802.11 frames", "2D-to-3D",
        ],
    )  # fmt: skip
    def test_what_is_no_number_of_the_section_stays(self, llm, printed):
        assert headings(ask([hit(KERNELS, printed)], llm)) == [printed]
        assert headings(ask([hit(KERNELS, f"4.1 {printed}")], llm)) in (
            [printed],
            [f"4.1 {printed}"],  # "4.1 1984": a table's row looks the same
        )

    def test_a_heading_is_never_made_up(self, llm, openai_server):
        openai_server.respond = lambda request: (
            obedient(request)
            if is_triage(request) or is_combine(request)
            else f"## My heading\n{obedient(request)}"
        )
        answer = ask([hit(KERNELS, "1 Kernels"), hit(SHARING, "2 Sharing")], llm)

        assert headings(answer) == ["Kernels", "Sharing"]


class TestSameHeading:
    def test_sections_of_one_heading_are_each_written(self, llm):
        answer = ask([hit(KERNELS, "3.1 Results"), hit(SHARING, "4.1 Results")], llm)

        assert headings(answer) == ["Results", "Results"]

    def test_but_never_with_the_same_content(self, llm, openai_server):
        openai_server.respond = lambda request: (
            obedient(request) if is_triage(request) else "The weights of kernels are shared."
        )
        hits = [hit(KERNELS, "3.1 Results"), hit(SHARING, "4.1 Results"), hit(KERNELS, "5 Results")]
        answer = ask(hits, llm)

        summaries = Counter(section.summary for section in answer.sections)
        assert max(summaries.values()) == 1
        sources = [s.sub_heading for section in answer.sections for s in section.sources]
        assert sorted(sources) == ["3.1 Results", "4.1 Results", "5 Results"]


class TestSummaries:
    def test_concise_and_relevant_to_the_question(self, llm, openai_server):
        long = " ".join([COOKING, KERNELS, COOKING.replace("canteen", "kitchen"), SHARING])
        answer = ask([hit(long, "1 Layers")], llm)

        if llm:  # what only a model can do is asked of it, beside the question
            (prompt,) = openai_server.prompts()
            assert QUESTION in prompt
            assert re.search(r"concise", prompt)
            assert "Say what the passages say about the question" in prompt
        else:
            (section,) = answer.sections
            assert len(section.summary) < 0.75 * len(long)
            assert len(sentences(section.summary)) <= 4
            assert "lunch" not in section.summary

    def test_needless_detail_is_left_out(self, llm, openai_server):
        answer = ask([hit(f"{KERNELS} {COOKING} {SHARING} {CRITIQUE}", "1 Layers")], llm)

        if llm:
            assert "the important points only, each once" in openai_server.prompts()[0]
        else:
            assert "Vegetarian" not in answer.markdown

    def test_insights_are_kept(self, llm, openai_server):
        """Every section says its own thing, also when a model would drop all of it."""
        openai_server.respond = lambda request: (
            repeated(1, 2, 3, same_as={1: 2, 2: 1}) if is_combine(request) else obedient(request)
        )
        answer = ask([hit(KERNELS, "1 Kernels"), hit(SHARING, "2 Sharing")], llm)

        assert headings(answer) == ["Kernels", "Sharing"]
        assert "kernel" in answer.sections[0].summary.lower()
        assert "shar" in answer.sections[1].summary.lower()

    def test_redundancy_is_removed(self, llm, openai_server):
        """What is given twice, also in another table layout, is sent and said once."""
        table = "\n\n| kernel | size |\n|---|---|\n| a | 3 |"
        wide = "\n\n| kernel |   | size |\n|------|---|-----|\n| a      |   | 3 |"
        hits = [
            hit(KERNELS + table, "2.2 Layer"),
            hit(KERNELS + wide, "2.2 Layer", similarity=0.95),
        ]
        answer = ask([*hits, hit(KERNELS + table, "1 Copy", "cnn2")], llm)

        (section,) = answer.sections
        assert answer.dropped.duplicates == 2
        assert {source.collection_name for source in section.sources} == {"cnn1", "cnn2"}
        said = [" ".join(sentence.split()) for sentence in sentences(section.summary)]
        assert len(said) == len(set(said))
        assert sum(prompt.count("slides small kernels") for prompt in openai_server.prompts()) == (
            1 if llm else 0
        )

    def test_coherent_running_text(self, llm, openai_server):
        openai_server.respond = lambda _request: (
            "- **Kernels** slide over the input.\n- They are learned from data.\n"
        )
        answer = ask([hit(KERNELS, "1 Kernels")], llm)

        (section,) = answer.sections
        assert not re.search(r"^\s*[-*•] |\*\*|^#", section.summary, re.MULTILINE)
        first, *_ = sentences(section.summary)
        if not llm:  # sentences stand in the order in which the document has them
            places = [KERNELS.find(s.strip()) for s in sentences(section.summary)]
            assert places == sorted(places)
            assert places[0] >= 0
        assert first[0].isupper()

    def test_perspectives_are_brought_together(self, llm, openai_server):
        """All excerpts of a section are one text; with merge, those of one heading are."""
        hits = [hit(SHARING, "5 Layers"), hit(CRITIQUE, "5 Layers")]
        together = ask(hits, llm)
        hits = [hit(SHARING, "2 Layers", "a"), hit(CRITIQUE, "7. Layers", "b")]
        merged = ask(hits, llm, same_heading="merge")

        for answer in (together, merged):
            (section,) = answer.sections
            assert headings(answer) == ["Layers"]
            assert re.search(r"weights|share", section.summary)
            assert re.search(r"position matters|border|every position alike", section.summary)
        assert {source.collection_name for source in merged.sections[0].sources} == {"a", "b"}
        if llm:  # one call saw both sides
            assert all("Sharing lowers" in p and "border" in p for p in openai_server.prompts())


class TestForm:
    @pytest.mark.parametrize(
        "preamble",
        [
            "I understand. ", "Here is your summary: ", "Here is the summary of the section:\n\n",
            "Sure! Here are the summaries:\n\n", "Certainly, here is the answer.\n", "Summary: ",
            "Okay, I will summarise the passages.\n\n", "Got it! Here's a concise overview:\n\n",
        ],
    )  # fmt: skip
    def test_a_preamble_is_taken_off(self, llm, openai_server, preamble):
        openai_server.respond = lambda _request: f"{preamble}Kernels slide over the input."
        answer = ask([hit(KERNELS, "1 Kernels")], llm)

        assert answer.markdown.startswith("## Kernels\n")
        if llm:
            assert answer.markdown == "## Kernels\nKernels slide over the input."

    @pytest.mark.parametrize(
        "opening", ["Heading: Kernels\n\n", "## Kernels\n", "Kernels\n=======\n", "**Kernels**\n\n"]
    )
    def test_no_word_of_a_heading_before_or_inside_the_text(self, llm, openai_server, opening):
        openai_server.respond = lambda _request: f"{opening}Kernels slide over the input."
        answer = ask([hit(KERNELS, "1 Kernels")], llm)

        lines = answer.markdown.split("\n")
        assert lines[0] == "## Kernels"
        assert not any(line.startswith("#") for line in lines[1:])
        if llm:
            assert lines[1:] == ["Kernels slide over the input."]

    def test_second_level_heading_then_text_on_the_next_line(self, llm):
        answer = ask([hit(KERNELS, "1 Kernels"), hit(SHARING, "2 Sharing")], llm)

        assert re.fullmatch(r"## Kernels\n[^\n#]+\n\n## Sharing\n[^\n#]+", answer.markdown)


printed_headings = st.builds(
    "{} {}".format,
    st.sampled_from(["1", "2.3", "2.3.", "A.", "IV.", "(a)", "§ 4", "Chapter 5:", "Appendix C"]),
    st.text("ABCDEFabcdef -/+", min_size=1, max_size=20).filter(lambda t: t[0].isupper()),
)


@settings(max_examples=60)
@given(st.lists(printed_headings, min_size=1, max_size=5, unique=True))
def test_any_headings_stand_in_the_answer_without_their_numbers(printed):
    texts = [f"Layer {n} has {n} kernels of its own kind, unlike all others." for n in range(9)]
    answer = sections_chain().invoke(
        {
            "question": "How many kernels has a layer?",
            "hits": [hit(text, name) for text, name in zip(texts, printed, strict=False)],
        }
    )

    given_headings = {split_number(name)[1] for name in printed}
    assert set(headings(answer)) <= given_headings
    sources = {source.sub_heading for section in answer.sections for source in section.sources}
    assert sources == set(printed)


def test_the_question_reaches_every_call(openai_server):
    ask([hit(KERNELS, "1 Kernels"), hit(SHARING, "2 Sharing")], "openai:scripted")

    assert len(openai_server.requests) == 3
    assert all(QUESTION in prompt_of(request) for request in openai_server.requests)
