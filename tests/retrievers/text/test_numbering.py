import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwise.retrievers.text.numbering import split_number
from headwise.retrievers.text.numbers import Number, is_first, readings, roman_value


@pytest.mark.parametrize(
    ("printed", "number", "heading"),
    [
        ("2.2 Convolutional layer", "2.2", "Convolutional layer"),
        ("2.2. Pooling", "2.2.", "Pooling"),
        ("1 Introduction", "1", "Introduction"),
        ("10. Results", "10.", "Results"),
        ("A. Setup", "A.", "Setup"),
        ("IV. Results", "IV.", "Results"),
        ("IV-A. Results", "IV-A.", "Results"),
        ("A.1 Proofs", "A.1", "Proofs"),
        ("Appendix B: Proofs", "Appendix B", "Proofs"),
        ("Apêndice B – Citações", "Apêndice B", "Citações"),
        ("附录 A 证明", "附录 A", "证明"),
        ("APPENDIX A: GLOSSARY", "APPENDIX A", "GLOSSARY"),
        ("Chapter 3: Method", "Chapter 3", "Method"),
        ("Section 4 — Method", "Section 4", "Method"),
        ("§ 2 Method", "§ 2", "Method"),
        ("(a) Method", "(a)", "Method"),
        ("1) Method", "1)", "Method"),
        ("2.1Method", "2.1", "Method"),
        ("2.2 convolutional layer", "2.2", "convolutional layer"),
        ("  3.1\tTabs and  spaces ", "3.1", "Tabs and spaces"),
        ("1.Introduction", "1.", "Introduction"),
        ("IV.Results", "IV.", "Results"),
        ("II Related work", "II", "Related work"),
        ("A1. Setup", "A1.", "Setup"),
        ("I.A.1 Setup", "I.A.1", "Setup"),
        ("2a. Setup", "2a.", "Setup"),
        ("2.1a Setup", "2.1a", "Setup"),
        ("2.3(a) Setup", "2.3(a)", "Setup"),
        ("1.a. Setup", "1.a.", "Setup"),
        ("b. Method", "b.", "Method"),
        ("(iv) costs", "(iv)", "costs"),
        ("ii. preface", "ii.", "preface"),
        ("PART TWO: War", "PART TWO", "War"),
        ("Chapter Three Method", "Chapter Three", "Method"),
        ("Ch. 3 Method", "Ch. 3", "Method"),
        ("Sec. 3.2: Method", "Sec. 3.2", "Method"),
        ("Lesson 2: Graphs", "Lesson 2", "Graphs"),
        ("§§ 3–5 Scope", "§§ 3–5", "Scope"),
        ("第3章 方法", "第3章", "方法"),
        ("一、基本情况", "一", "基本情况"),
        ("（十二）培训", "（十二）", "培训"),
        ("一个国家", None, "一个国家"),
        ("1、方法", "1", "方法"),
        ("1.2 3D convolution", "1.2", "3D convolution"),
        ("3. 2020 results", "3.", "2020 results"),
        ("B. X-ray", "B.", "X-ray"),
        ("3 802.11 frames", "3", "802.11 frames"),
    ],
)
def test_number_is_split_off(printed: str, number: str, heading: str) -> None:
    assert split_number(printed) == (number, heading)


@pytest.mark.parametrize(
    "printed",
    [
        "3D convolution", "2020 results", "A note on units", "A baseline worth beating", "I/O",
        "I am a strange loop", "1,000 pages", "3.5 million users", "2.5 GHz radios", "C++ primer",
        "A* search", "2-layer networks", "5G networks", "Vitamin C", "E. coli growth", "3 users",
        "1984", "C++ basics", "V-shaped", "I think therefore", "X-ray", "802.11 frames",
        "802.11 Frames", "2D-to-3D", "3-D printing", "1/f noise", "24/7 support", "1:1 meetings",
        "11 September 2001", "1 January", "0.05 level", "2.0 and beyond", "3.3 V Logic",
        "192.168.0.1 hosts", "50 % more", "401(k) plans", "(I) think", "(semi)groups",
        "D. J. Smith", "U.S. policy", "A4 Paper", "V8 engines", "IV fluids", "K-means", "p-values",
        "t-SNE", "X.509 certificates", "I.T. Staff", "3 . 2 Broken", "§", "4 bits",
        "Ch. and verse", "Chapter and verse", "Part One of the book",
        "Chapter 3", "Appendix B", "Appendix", "Part A of the proof", "Section 4 shows", "4.2", "",
    ],
)  # fmt: skip
def test_heading_stays_whole(printed: str) -> None:
    assert split_number(printed) == (None, printed)


def test_known_numbers_may_be_bare() -> None:
    assert split_number("B Proofs", known=True) == ("B", "Proofs")
    assert split_number("II Related work", known=True) == ("II", "Related work")
    assert split_number("3 users", known=True) == ("3", "users")
    assert split_number("A note on units", known=True)[0] is None


@given(st.text(max_size=60), st.booleans())
def test_nothing_is_invented_or_lost(printed: str, known: bool) -> None:
    number, heading = split_number(printed, known=known)
    whole = " ".join(printed.split())
    assert whole.startswith(number or "")
    assert whole.endswith(heading)
    assert heading or not whole
    if number is None:
        assert heading == whole


@given(st.lists(st.integers(1, 30), min_size=2, max_size=4), st.sampled_from(["", "."]))
def test_any_dotted_number_is_split_and_read(parts: list[int], end: str) -> None:
    printed = ".".join(map(str, parts)) + end
    assert split_number(f"{printed} Some heading") == (printed, "Some heading")
    assert readings(printed) == (Number("decimal", tuple(parts)),)
    assert readings(printed)[0].depth == len(parts)


@given(st.integers(1, 99))
def test_roman_numerals_are_read_back(value: int) -> None:
    tens = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"][value // 10]
    ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][value % 10]
    assert roman_value(tens + ones) == value


def test_ambiguous_letters_have_two_readings() -> None:
    assert {way.kind for way in readings("V.")} == {"roman", "upper"}
    assert [way.kind for way in readings("B")] == ["upper"]


def test_first_of_a_count() -> None:
    assert is_first(readings("3.1")[0])
    assert not is_first(readings("3.2")[0])
