"""Words of a scan that a program recognised: how such text is told from text a document holds itself."""

RECOGNISER = "Tesseract"
"""What the name of an extractor begins with that recognises words in a picture."""

MAY_BE_WRONG = "Words of pages without text of their own are recognised by Tesseract, and may be wrong."

NOT_INSTALLED = "Text recognition is not installed. The office's administrator can add it: sh installer/desk setup-ocr"


def can_hold_scans(media_type: str) -> bool:
    """Tell whether files of a kind may be pictures of pages."""
    return media_type == "application/pdf" or media_type.startswith("image/")


def is_recognised(extractor: str) -> bool:
    """Tell whether a text was recognised in a picture, so that it may hold mistakes no document made."""
    return extractor.startswith(RECOGNISER)
