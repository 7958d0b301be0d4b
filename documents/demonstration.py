"""x"""

from pathlib import Path

FONT = Path(__file__).resolve().parent / "content" / "demonstration" / "demonstration.woff2"
