"""How numbers, shares and differences are written. Shares are fractions from 0 to 1."""

from decimal import Decimal

NO_BREAK = "\N{NO-BREAK SPACE}"
#: For the digits and the sign of a power.
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def percent(share: float, digits: int = 1) -> str:
    """An accuracy with so many decimals, which no line break tears apart: "70.2 %"."""
    return f"{100 * share:.{digits}f}{NO_BREAK}%"


def likely(low: str, high: str) -> str:
    """The ends of a 95 % interval, as it is said everywhere: "likely between 91.5 and 96.7 %".

    An interval that is said to be "95 %" reads like the accuracy itself.
    """
    return f"likely between {low} and {high}"


def likely_percent(interval: tuple[float, float], digits: int = 1) -> str:
    """The 95 % interval of an accuracy: "likely between 91.5 and 96.7 %"."""
    low, high = interval
    return likely(f"{100 * low:.{digits}f}", percent(high, digits))


def likely_points(interval: tuple[float, float]) -> str:
    """That of a difference in percentage points: "likely between −0.4 and +3.2"."""
    low, high = (signed(100 * end) for end in interval)
    return likely(low, high)


def plain_percent(share: float, digits: int = 1) -> str:
    """The same with an ordinary space, for text that is copied or searched: logs, Markdown files, stored sentences."""
    return f"{100 * share:.{digits}f} %"


def short_percent(share: float, space: str = " ") -> str:
    """A share that a person typed, without needless decimals: "90 %", "92.5 %"."""
    return f"{100 * share:g}{space}%"


def exact_percent(share: float, space: str = NO_BREAK) -> str:
    """A share with every digit that it has: "20 %", "0.05 %"."""
    return f"{exact(float(Decimal(repr(float(share))) * 100))}{space}%"


def exact(number: float) -> str:
    """Every digit of `number`, thousands apart: "0.2", "0.00001", "1,000"; below a millionth with a power of ten, since
    nobody counts that many noughts: "10⁻¹²", "3 × 10⁻⁷"."""
    if 0 < number < 1e-6:
        return _with_power(number)
    digits = f"{Decimal(repr(number)):,f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _with_power(number: float) -> str:
    written = Decimal(repr(number)).normalize()
    power = written.adjusted()
    factor = f"{written.scaleb(-power):f}"
    return f"{'' if factor == '1' else f'{factor} × '}10{str(power).translate(_RAISED)}"


def decimal(number: float) -> str:
    """At most ten decimals and no exponent: 0.00001 rather than 1e-05."""
    return f"{number:.10f}".rstrip("0").rstrip(".")


def whole_percent(probability: float) -> str:
    """A probability as a label: whole percent, but 0 % and 100 % only if exact."""
    if 0 < probability < 0.01:
        return "< 1 %"
    if 0.99 < probability < 1:
        return "> 99 %"
    return f"{probability:.0%}".replace("%", " %")


def points(before: float, after: float) -> str:
    """The difference of two accuracies in percentage points, with its sign: "+5.8 points"."""
    return f"{100 * (after - before):+.1f} points"


def signed(number: float, written: str = "{:+.1f}") -> str:
    """A difference with its sign, a real minus among them: "+3.2", "−0.4"."""
    return written.format(number).replace("-", "\N{MINUS SIGN}")


def probability(value: float) -> str:
    """A probability as tests report it, never rounded to nothing: "0.099", "less than 0.001"."""
    return "less than 0.001" if value < 0.001 else f"{value:.3f}"
