"""Money as people read it. Amounts are whole öre. Pure: no database, no template."""

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def format_kronor(ore: int) -> str:
    """`2500000` → "25 000 kr" with spaces that never break. Öre show only when there are any."""
    kronor, rest = divmod(abs(ore), 100)
    text = f"{kronor:,}".replace(",", NO_BREAK_SPACE)
    if rest:
        text += f",{rest:02d}"
    return f"{'−' if ore < 0 else ''}{text}{NO_BREAK_SPACE}kr"
