"""A small door around `elements_page.py`, with the routes and headers of the real one."""

from pathlib import Path

import streamlit as st

from peace_ledger import http

app = st.App(Path(__file__).with_name("elements_page.py"), routes=http.routes(), middleware=http.middleware())
