"""How a page is held: upright, with the y axis downwards."""

from __future__ import annotations

from headwise.retrievers.pdf.page.records import Rule


class Frame:
    """Turns the page upright and the y axis downwards."""

    def __init__(self, turn: int, box: tuple[float, float, float, float]) -> None:
        self.turn = turn
        self._box = box
        left, bottom, right, top = box
        across, along = right - left, top - bottom
        self.width, self.height = (across, along) if turn % 2 == 0 else (along, across)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the page's own coordinates stands."""
        left, bottom, right, top = self._box
        match self.turn:
            case 0:
                return x - left, top - y
            case 1:
                return y - bottom, x - left
            case 2:
                return right - x, y - bottom
            case _:
                return top - y, right - x

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Return a point in the page's own coordinates."""
        left, bottom, right, top = self._box
        match self.turn:
            case 0:
                return x + left, top - y
            case 1:
                return y + left, x + bottom
            case 2:
                return right - x, y + bottom
            case _:
                return right - y, top - x

    def across(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float]:
        """Return the horizontal extent of a box."""
        x0, _, x1, _ = self.box(left, bottom, right, top)
        return x0, x1

    def box(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of a box."""
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def rule(self, left: float, bottom: float, right: float, top: float) -> Rule:
        """Return a thin box as a rule."""
        return Rule(*self.box(left, bottom, right, top))
