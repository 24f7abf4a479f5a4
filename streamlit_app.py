"""The entry of the app: `streamlit run streamlit_app.py`.

Streamlit imports it once, for the server, and runs it as a script each time that a page is drawn.
"""

import streamlit as st

if __name__ == "__main__":
    from builder.ui import other_pages
    from builder.ui.app.frame import run_chosen_page

    run_chosen_page(other_pages.load)
else:
    from builder.ui.app.server import MIDDLEWARE, started

    app = st.App(__file__, lifespan=started, middleware=MIDDLEWARE)
