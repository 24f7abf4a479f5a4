"""How sizes of files and memory are written."""


def short_bytes(size: int) -> str:
    """126,353,408 as "126 MB", in steps of 1000."""
    for unit_size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit_size:
            value = size / unit_size
            return f"{value:.3g} {unit}" if value < 100 else f"{value:,.0f} {unit}"
    return f"{size} B"
