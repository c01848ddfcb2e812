"""On which sources the ledger rests, and where they disagree."""

import streamlit as st

from peace_ledger.ui import filter_bar
from peace_ledger.ui.view import View


def page(view: View) -> None:
    """Draw the page."""
    filter_bar.show(view)
    st.title("Sources")
