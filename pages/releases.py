"""releases"""
from peace_ledger.ui.view import View
def page(view: View) -> None:
    """Draw the page."""
