"""The entry of the app: navigation, nothing else. Run it with `streamlit run streamlit_app.py`."""

from builder.ui.frame import run_chosen_page

run_chosen_page()
