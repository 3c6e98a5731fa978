"""Units of measure: which of them measure the same, and how large each is."""

from __future__ import annotations

_TABLE = """
frequency    1           hz
frequency    1e3         khz
frequency    1e6         mhz
frequency    1e9         ghz
time         1           s sec secs second seconds sekunden secondes
time         1e-3        ms millisecond milliseconds
time         1e-6        µs μs us microsecond microseconds
time         1e-9        ns nanosecond nanoseconds
time         60          min mins minute minutes minuten
time         3600        h hr hrs hour hours stunden heures
time         86400       day days tage tagen jours
time         604800      week weeks wochen semaines
time         2629800     month months monate monaten mois
time         31557600    year years jahre jahren ans
length       1           m metre metres meter meters
length       1e3         km kilometre kilometres kilometer kilometers
length       1e-2        cm centimetre centimetres centimeter centimeters
length       1e-3        mm millimetre millimetres millimeter millimeters
length       1e-6        µm μm micrometre micrometres micrometers
length       1e-9        nm nanometre nanometres nanometers
length       1609.344    mile miles
length       0.3048      foot feet ft
length       0.0254      inch inches
mass         1           g gram grams
mass         1e3         kg kilogram kilograms
mass         1e-3        mg milligram milligrams
mass         1e-6        µg μg microgram micrograms
mass         1e-9        ng nanogram nanograms
mass         1e6         t tonne tonnes
volume       1           l litre litres liter liters
volume       1e-3        ml millilitre millilitres milliliters
memory       1           byte bytes
memory       1e3         kb kilobyte kilobytes
memory       1e6         mb megabyte megabytes
memory       1e9         gb gigabyte gigabytes
memory       1e12        tb terabyte terabytes
power        1           w watt watts
power        1e3         kw kilowatt kilowatts
power        1e6         mw megawatt megawatts
power        1e9         gw gigawatt gigawatts
voltage      1           v volt volts
voltage      1e3         kv kilovolt kilovolts
pressure     1           pa
pressure     1e3         kpa
pressure     1e5         bar
share        1           % percent prozent
celsius      1           °c celsius
fahrenheit   1           °f fahrenheit
dollars      1           $ usd dollar dollars
euros        1           € eur euro euros
pounds       1           £ gbp
"""

UNITS: dict[str, tuple[str, float]] = {
    name: (dimension, float(factor))
    for dimension, factor, *names in map(str.split, _TABLE.strip().splitlines())
    for name in names
}
"""A unit's name, in lower case, to what it measures and its size in that measure's base unit."""
