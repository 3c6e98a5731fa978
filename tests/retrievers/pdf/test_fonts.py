import pytest

from headwise.retrievers.pdf.page.fonts import font_from


@pytest.mark.parametrize(
    "name",
    ["ABCDEF+NimbusRomNo9L-Medi", "CMBX12", "SFSX1440", "Arial,Bold", "LinLibertineTB", "Foo.B"],
)
def test_bold_by_name(name: str) -> None:
    assert font_from(name).bold


@pytest.mark.parametrize(
    "name", ["CMR10", "Times-Roman", "ArialMT", "Roboto-Medium", "CMMI10", "LMRoman10-Regular"]
)
def test_plain_by_name(name: str) -> None:
    assert not font_from(name).bold


@pytest.mark.parametrize("name", ["CMTI10", "TimesNewRomanPS-ItalicMT", "Foo.I", "Bar-Oblique"])
def test_italic_by_name(name: str) -> None:
    assert font_from(name).italic


@pytest.mark.parametrize("name", ["CMCSC10", "LMRomanCaps10-Regular"])
def test_small_caps_by_name(name: str) -> None:
    assert font_from(name).small_caps


def test_cuts_of_one_typeface_are_one_family() -> None:
    assert font_from("ABCDEF+Arial-BoldMT").family == font_from("ArialMT").family
    assert font_from("CMR10").family == font_from("CMBX12").family == font_from("CMTI9").family
    assert font_from("CMTT10").family != font_from("CMR10").family
