"""Where a passage is marked on a page's picture: on its ink, and on nothing else's."""

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops

from headwise.retrievers.pdf.picture import locate, page_picture

PASSAGE = (
    "A harbour pilot guides large ships through shallow water near the coast, where sandbanks, "
    "currents and incomprehensibly crowded waterways make navigation difficult for strangers."
)
PAGE = f'#set page(width: 10cm, height: 12cm)\n#set text(hyphenate: true, lang: "en")\n{PASSAGE}'
COLUMNS = PAGE.replace("(width: 10cm, height: 12cm)", "(width: 12cm, height: 4cm, columns: 2)")
NEAR = 0.015
"""Of the page's longer side, around a box: where full stops, hyphens and descenders are."""


@pytest.mark.parametrize(
    ("source", "lines"), [(PAGE, 4), (COLUMNS, 6)], ids=["hyphenated", "two columns"]
)
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_all_ink_of_a_passage_is_marked_and_nothing_beside_it(
    typeset, tmp_path, source, lines, turn
):
    path = tmp_path / "turned.pdf"
    with pdfium.PdfDocument(typeset(source)) as pdf:
        pdf[0].set_rotation(turn)
        pdf.save(path)

    place = locate(path, (1, 1), PASSAGE)

    picture = page_picture(path, 1, 600)
    shown = Image.open(io.BytesIO(picture)).convert("L")
    width, height = shown.size
    rest = shown.copy()
    for left, top, across, down in place.boxes:
        box = (left * width, top * height, (left + across) * width, (top + down) * height)
        assert ImageChops.invert(shown.crop(box)).getbbox(), "a mark on empty paper"
        near = NEAR * max(width, height)
        grown = (box[0] - near, box[1] - near, box[2] + near, box[3] + near)
        rest.paste(255, tuple(map(round, grown)))
    assert len(place.boxes) == lines
    assert not ImageChops.invert(rest).getbbox()


def test_what_does_not_stand_there_is_marked_nowhere(typeset):
    assert locate(typeset(PAGE), (1, 9), "Nobody has ever written these words on it.") is None
