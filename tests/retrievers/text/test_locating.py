"""A passage is found on a page whose text differs from it here and there."""

from headwise.retrievers.text.locating import found_ranges

BEFORE = "anythingelsethatisprintedonthepagebeforehand"
PASSAGE = "poolingshrinksthemapsofalayerandmakeswhatfollowscheapertocompute"


def marked(page, passage):
    ranges, letters = found_ranges(page, passage)
    return [page[first:last] for first, last in ranges], letters


def test_a_formula_between_two_matches_is_taken_with_them():
    page = BEFORE + PASSAGE[:30] + "sumofx2" + PASSAGE[33:] + BEFORE
    assert marked(page, PASSAGE) == ([PASSAGE[:30] + "sumofx2" + PASSAGE[33:]], len(PASSAGE) - 3)


def test_a_passage_that_goes_on_in_the_next_column_is_two_ranges():
    page = PASSAGE[:30] + 4 * BEFORE + PASSAGE[30:]
    assert marked(page, PASSAGE) == ([PASSAGE[:30], PASSAGE[30:]], len(PASSAGE))


def test_the_part_before_the_end_of_the_page_is_found_to_its_last_letter():
    assert marked(BEFORE + PASSAGE[:30], PASSAGE) == ([PASSAGE[:30]], 30)


def test_a_few_letters_in_common_are_no_passage():
    assert marked(BEFORE + PASSAGE[20:35] + BEFORE, PASSAGE) == ([], 0)
    assert marked(BEFORE, "") == ([], 0)


def test_what_only_the_page_has_between_two_matches_is_not_marked():
    page = PASSAGE[:30] + BEFORE + PASSAGE[30:]
    assert marked(page, PASSAGE) == ([PASSAGE[:30], PASSAGE[30:]], len(PASSAGE))
