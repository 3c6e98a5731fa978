"""What stands in the cells of generated tables."""

import random

NAMES = "Oak Fir Yew Elm Ash Beech Alder Birch Hazel Maple Willow Poplar Spruce Larch".split()
HEADS = "Height Age Sites Yield Share Girth Rainfall Shade Price Weeks".split()


def figure(rng: random.Random, kind: str) -> str:
    """Return a number of a kind: ``whole``, ``decimal`` or ``percent``."""
    match kind:
        case "whole":
            return f"{rng.randint(1, 99999):,}"
        case "decimal":
            return f"{rng.uniform(0, 20):.2f}"
        case "percent":
            return f"{rng.randint(1, 99)} %"
        case _:
            raise ValueError(kind)
