"""A row of figures: numbers with what they count, each a link to the page that shows what is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from peace_ledger.ui import links
from peace_ledger.ui.text import plain
from peace_ledger.ui.view import View


@dataclass(frozen=True)
class Figure:
    """A number, what it counts, and the path of the page behind it."""

    value: str
    label: str
    path: str


def show(view: View, figures: Sequence[Figure]) -> None:
    """Draw figures side by side; `frontend/page.css` sets their numbers large and lets them wrap."""
    with st.container(horizontal=True, key="figures", gap="medium"):
        for figure in figures:
            links.to_page(view, figure.path, f"**{plain(figure.value)}** {plain(figure.label)}")
