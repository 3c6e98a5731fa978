from tests.retrievers.pdf.making import Typeset, pages_of


def test_spans_have_text_place_and_font(typeset: Typeset) -> None:
    (page,) = pages_of(typeset("#set page(width: 300pt, height: 200pt)\nPlain *and bold* text"))
    assert (round(page.width), round(page.height)) == (300, 200)
    assert [s.text for s in page.spans] == ["Plain", "and bold", "text"]
    assert [s.font.bold for s in page.spans] == [False, True, False]
    xs = [x for s in page.spans for x in (s.x0, s.x1)]
    assert xs == sorted(xs)


def test_ligatures_are_letters(typeset: Typeset) -> None:
    (page,) = pages_of(typeset("efficient flow of offline files"))
    assert page.spans[0].text == "efficient flow of offline files"


def test_text_across_the_main_direction_is_left_out(typeset: Typeset) -> None:
    source = "#place(rotate(90deg)[stamp in the margin])\nThis is the text of the page, upright."
    (page,) = pages_of(typeset(source))
    assert "stamp" not in " ".join(s.text for s in page.spans)


def test_a_page_that_lies_on_its_side_is_turned(typeset: Typeset) -> None:
    source = "#set page(width: 400pt, height: 400pt)\n#rotate(90deg, reflow: true)[Upper \\ Lower]"
    (page,) = pages_of(typeset(source))
    upper, lower = sorted(page.spans, key=lambda s: s.y)
    assert (upper.text, lower.text) == ("Upper", "Lower")
    assert upper.x0 < upper.x1


def test_rules_are_found(typeset: Typeset) -> None:
    (page,) = pages_of(typeset("Text\n#line(length: 5cm)\n#line(length: 2cm, angle: 90deg)"))
    assert sorted(rule.horizontal for rule in page.rules) == [False, True]
